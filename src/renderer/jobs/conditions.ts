// The effective conditions of a job, each with who decided it (D20). Pure.

import type { TextKey } from '@shared/i18n/text'
import type { ConstraintOrigin, EffectiveConstraints } from '@shared/jobs/constraints'

export interface Condition {
  need: TextKey
  from: ConstraintOrigin
}

/** Only what is asked for: a condition that is off holds nothing. */
export function conditionsOf(constraints: EffectiveConstraints): Condition[] {
  const { network } = constraints
  const conditions: Condition[] = []
  if (network.value !== 'notRequired') {
    conditions.push({ need: `jobs:need_network_${network.value}`, from: network.from })
  }
  for (const name of ['charging', 'batteryNotLow', 'idle', 'storageNotLow'] as const) {
    if (constraints[name].value) conditions.push({ need: `jobs:need_${name}`, from: constraints[name].from })
  }
  return conditions
}
