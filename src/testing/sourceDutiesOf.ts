// The duties of sources over a world's core, as their tests begin: ids count up from source1, a sync is due each 15 minutes, no token is kept.
import type { SourceSettings } from '@shared/sources'
import { MINUTE_MS } from '@shared/time'
import { createSourceDuties, type SourceDuties, type SourceDutiesPorts } from '../main/duties/sourceDuties'
import type { CoreWorld } from './coreWorld'

export const plainSource: SourceSettings = {
  name: 'Items',
  url: 'https://example.org/items',
  recordsPath: '',
  keyField: 'id',
  paginator: { type: 'single' },
  auth: 'none',
  everyMs: null,
  constraints: {},
}

/** `parts`: what the test has of its own. */
export function sourceDutiesOf(world: CoreWorld, parts: Partial<SourceDutiesPorts> = {}): SourceDuties {
  let ids = 0
  return createSourceDuties({
    core: world.core,
    vault: { put: async () => undefined, has: () => false, forget: async () => undefined },
    preferences: () => ({ syncEveryMs: 15 * MINUTE_MS }) as never,
    newId: () => `source${++ids}`,
    now: () => world.now(),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    ...parts,
  })
}
