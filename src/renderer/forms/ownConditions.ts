// A source's own conditions as switches: each on is one choice written down, each off leaves it to the kind and the preferences. Pure.
import type { TextKey } from '@shared/i18n/text'
import type { ConstraintChoices } from '@shared/jobs/constraints'

export interface OwnCondition {
  id: 'unmetered' | 'charging' | 'idle' | 'storage' | 'low_battery_too'
  word: TextKey
  /** What it writes down. */
  choice: ConstraintChoices
}

export const ownConditions: readonly OwnCondition[] = [
  { id: 'unmetered', word: 'sources:need_unmetered', choice: { network: 'unmetered' } },
  { id: 'charging', word: 'sources:need_charging', choice: { charging: true } },
  { id: 'idle', word: 'sources:need_idle', choice: { idle: true } },
  { id: 'storage', word: 'sources:need_storage', choice: { storageNotLow: true } },
  { id: 'low_battery_too', word: 'sources:need_low_battery_too', choice: { batteryNotLow: false } },
]

function fieldOf(condition: OwnCondition): keyof ConstraintChoices {
  return Object.keys(condition.choice)[0] as keyof ConstraintChoices
}

export function isSet(constraints: ConstraintChoices, condition: OwnCondition): boolean {
  const field = fieldOf(condition)
  return constraints[field] === condition.choice[field]
}

/** Choices this form does not know are left as they are. */
export function withCondition(constraints: ConstraintChoices, condition: OwnCondition, on: boolean): ConstraintChoices {
  const { [fieldOf(condition)]: _, ...rest } = constraints
  return on ? { ...rest, ...condition.choice } : rest
}

/** A source on this computer needs no network, so none can be asked of it. */
export function conditionsFor(needsNetwork: boolean): readonly OwnCondition[] {
  return needsNetwork ? ownConditions : ownConditions.filter((condition) => condition.id !== 'unmetered')
}
