// What can be asked of the engine or happen to it, as values that fast-check makes and shrinks. `pick` chooses among the jobs there are when
// the operation's turn comes; doing it is performer.ts. `modelled` leaves out what the model of the rules does not know.
import type { Constraints } from '@shared/jobs/constraints'
import type { JobRequest } from '@shared/jobs/job'
import type { NetworkRule, Preferences, QuietHours } from '@shared/preferences'
import type { UniquePeriodicPolicy, UniquePolicy } from '@shared/queue'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@shared/time'
import fc from 'fast-check'
import type { FakeDevice } from '../fakesWorld'

/** `quick` ends by itself; the others when told. `deaf` hears no stop; of `single` one runs at once, for 30 s at most. */
export const kindNames = ['told', 'quick', 'deaf', 'single'] as const
export type KindName = (typeof kindNames)[number]

export type Spec = Omit<JobRequest, 'kind' | 'input' | 'id'> & { kind: string }
export type Ending = 'ok' | 'fail' | 'again' | 'throw' | 'die' | 'offline' | 'rate_limited' | 'auth_required'
export type ScopeName = 'all' | 'kind' | 'job'
export type SettingsChange = Partial<
  Pick<
    Preferences,
    'backgroundWork' | 'onlyWhenCharging' | 'onlyWhenIdle' | 'waitOnBatterySaver' | 'quietHours' | 'networkRules'
  >
>

export type Operation =
  /** What anything shrinks to. */
  | { do: 'nothing' }
  | { do: 'enqueue'; specs: Spec[] }
  | { do: 'unique'; name: string; policy: UniquePolicy; specs: Spec[] }
  | { do: 'periodic'; name: string; policy: UniquePeriodicPolicy; spec: Spec }
  /** Each step after all of the one before; the policy is that of the first. */
  | { do: 'chain'; unique: { name: string; policy: UniquePolicy } | null; steps: Spec[][] }
  | { do: 'update'; pick: number; spec: Spec }
  | { do: 'end'; pick: number; how: Ending }
  | { do: 'advance'; ms: number }
  | { do: 'jump'; ms: number }
  | { do: 'suspend'; ms: number }
  | { do: 'device'; change: Partial<FakeDevice> }
  | { do: 'settings'; change: SettingsChange }
  | { do: 'pause'; scope: ScopeName; pick: number; forMs: number | null }
  | { do: 'resume'; scope: ScopeName; pick: number }
  | { do: 'cancel' | 'stop' | 'runNow' | 'skipNext' | 'retry'; pick: number }
  | { do: 'cancelUnique'; name: string }
  | { do: 'cancelByTag'; tag: string }
  | { do: 'cancelAll' }
  | { do: 'prune' }
  | { do: 'restart' }
  | { do: 'signedIn' }

export type Extent = 'modelled' | 'all'

const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 })

/** Without the keys whose value is undefined: what was not said. */
function said<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, of]) => of !== undefined)) as T
}

const constraints = fc.constantFrom<Partial<Constraints>>(
  {},
  {},
  { charging: true },
  { network: 'connected' },
  { network: 'unmetered' },
  { idle: true },
  { batteryNotLow: true },
  { storageNotLow: true },
  { charging: true, network: 'connected' },
)
const kind = fc.constantFrom<KindName>('told', 'told', 'quick', 'deaf', 'single')

const usual = {
  constraints: sometimes(constraints),
  priority: sometimes(fc.constantFrom('high' as const, 'low' as const)),
  deadlineMs: fc.option(fc.constantFrom(30 * SECOND_MS, 10 * MINUTE_MS), { nil: undefined, freq: 6 }),
  maxAttempts: fc.option(fc.constantFrom(1, 2, 3), { nil: undefined, freq: 6 }),
  backoff: fc.option(fc.constant({ policy: 'linear' as const, delayMs: 10 * SECOND_MS }), { nil: undefined, freq: 6 }),
  initialDelayMs: sometimes(fc.constantFrom(5 * SECOND_MS, 10 * MINUTE_MS)),
}
const tags = sometimes(fc.constant<string[]>(['blue']))

function oneTimeSpec(extent: Extent): fc.Arbitrary<Spec> {
  const kinds = extent === 'all' ? fc.oneof({ weight: 20, arbitrary: kind }, fc.constant('unheard-of')) : kind
  const expedited = {
    kind: kinds,
    tags,
    expedited: fc.constant(true),
    constraints: fc.constantFrom({}, { network: 'connected' as const }),
  }
  return fc
    .oneof({ weight: 6, arbitrary: fc.record({ kind: kinds, tags, ...usual }) }, fc.record(expedited))
    .map((spec): Spec => said(spec))
}

function periodicSpec(extent: Extent): fc.Arbitrary<Spec> {
  const everyMs = fc.constantFrom(MINUTE_MS, 20 * MINUTE_MS, HOUR_MS)
  const interval = fc.record({ everyMs, flexMs: sometimes(fc.constantFrom(10 * SECOND_MS, MINUTE_MS)) }).map(said)
  const grid = fc.constant({ cron: '*/5 * * * *', timeZone: 'Asia/Seoul' })
  const schedule = extent === 'all' ? fc.oneof({ weight: 2, arbitrary: interval }, grid) : interval
  const spec = fc.record({ kind, tags, schedule, ...usual })
  if (extent === 'modelled') return spec.map((of): Spec => said(of))
  const more = fc.record({
    missed: fc.constantFrom('once' as const, 'skip' as const),
    nextRunAt: sometimes(fc.constantFrom(1_000_000_500_000, 1_000_003_600_000)),
  })
  return fc.tuple(spec, more).map(([of, also]): Spec => said({ ...of, ...also }))
}

const names = fc.constantFrom('north', 'south')
const policies = fc.constantFrom<UniquePolicy>('keep', 'replace', 'append', 'appendOrReplace')
const pick = fc.nat(40)
const device = fc
  .record({
    charging: sometimes(fc.boolean()),
    batteryLevel: sometimes(fc.constantFrom(10, 15, 16, 80, null)),
    network: sometimes(fc.constantFrom('none', 'connected-unvalidated', 'metered', 'unmetered')),
    storageLow: fc.option(fc.boolean(), { nil: undefined, freq: 6 }),
    idle: sometimes(fc.boolean()),
    saver: fc.option(fc.boolean(), { nil: undefined, freq: 6 }),
    isHot: fc.option(fc.boolean(), { nil: undefined, freq: 9 }),
  } as const)
  .map((change): Partial<FakeDevice> => said(change))
/** The time begins at 01:46:40 on a Sunday, UTC. */
const quietHours = fc.constantFrom<QuietHours>(
  { enabled: false, fromMinute: 100, toMinute: 400, days: [0] },
  { enabled: true, fromMinute: 100, toMinute: 112, days: [0, 1] },
  { enabled: true, fromMinute: 107, toMinute: 110, days: [0, 1, 2, 3, 4, 5, 6] },
  { enabled: true, fromMinute: 1_380, toMinute: 150, days: [6] },
)
const networkRules = fc
  .option(fc.constantFrom<NetworkRule['use']>('unmetered', 'metered', 'never'), { nil: undefined, freq: 2 })
  .map((use): NetworkRule[] => (use === undefined ? [] : [{ networkId: 'home', name: 'Home', use }]))
const settings = fc.oneof(
  quietHours.map((of): SettingsChange => ({ quietHours: of })),
  networkRules.map((of): SettingsChange => ({ networkRules: of })),
  fc.boolean().map((waitOnBatterySaver): SettingsChange => ({ waitOnBatterySaver })),
  fc.boolean().map((backgroundWork): SettingsChange => ({ backgroundWork })),
  fc.boolean().map((onlyWhenCharging): SettingsChange => ({ onlyWhenCharging })),
  fc.boolean().map((onlyWhenIdle): SettingsChange => ({ onlyWhenIdle })),
)
const scope = fc.constantFrom<ScopeName>('all', 'kind', 'job')
const endings = fc.constantFrom<Ending>(
  'ok',
  'ok',
  'fail',
  'again',
  'again',
  'throw',
  'die',
  'die',
  'offline',
  'rate_limited',
  'auth_required',
)

function chain(oneTime: fc.Arbitrary<Spec>): fc.Arbitrary<Operation> {
  return fc.record({
    do: fc.constant('chain' as const),
    unique: fc.oneof(fc.constant(null), fc.record({ name: names, policy: policies })),
    steps: fc.array(fc.array(oneTime, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
  })
}

export function operation(extent: Extent): fc.Arbitrary<Operation> {
  const oneTime = oneTimeSpec(extent)
  const weighted = (weight: number, arbitrary: fc.Arbitrary<Operation>) => ({ weight, arbitrary })
  const is = <K extends Operation['do']>(name: K): fc.Arbitrary<K> => fc.constant(name)
  return fc.oneof(
    { withCrossShrink: true },
    weighted(1, fc.record({ do: is('nothing') })),
    weighted(12, fc.record({ do: is('enqueue'), specs: fc.array(oneTime, { minLength: 1, maxLength: 2 }) })),
    weighted(
      10,
      fc.record({
        do: is('unique'),
        name: names,
        policy: policies,
        specs: fc.array(oneTime, { minLength: 1, maxLength: 2 }),
      }),
    ),
    weighted(4, chain(oneTime)),
    weighted(
      8,
      fc.record({
        do: is('periodic'),
        name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('east', 'west') }, names),
        policy: fc.constantFrom<UniquePeriodicPolicy>('keep', 'replace', 'update'),
        spec: periodicSpec(extent),
      }),
    ),
    weighted(5, fc.record({ do: is('update'), pick, spec: fc.oneof(oneTime, periodicSpec(extent)) })),
    weighted(24, fc.record({ do: is('end'), pick, how: endings })),
    weighted(24, fc.record({ do: is('advance'), ms: fc.constantFrom(...spans) })),
    weighted(
      2,
      fc.record({ do: is('jump'), ms: fc.constantFrom(-2 * HOUR_MS, -10 * MINUTE_MS, 20 * SECOND_MS, HOUR_MS) }),
    ),
    weighted(3, fc.record({ do: is('suspend'), ms: fc.constantFrom(20 * SECOND_MS, 10 * MINUTE_MS, 8 * HOUR_MS) })),
    weighted(14, fc.record({ do: is('device'), change: device })),
    weighted(9, fc.record({ do: is('settings'), change: settings })),
    weighted(4, fc.record({ do: is('pause'), scope, pick, forMs: fc.constantFrom(null, 90 * SECOND_MS) })),
    weighted(5, fc.record({ do: is('resume'), scope, pick })),
    weighted(3, fc.record({ do: is('cancel'), pick })),
    weighted(2, fc.record({ do: is('stop'), pick })),
    weighted(7, fc.record({ do: is('runNow'), pick })),
    weighted(3, fc.record({ do: is('skipNext'), pick })),
    weighted(4, fc.record({ do: is('retry'), pick })),
    weighted(1, fc.record({ do: is('cancelUnique'), name: names })),
    weighted(1, fc.record({ do: is('cancelByTag'), tag: fc.constant('blue') })),
    weighted(1, fc.record({ do: fc.constantFrom('cancelAll' as const, 'prune' as const) })),
    weighted(3, fc.record({ do: fc.constantFrom('prune' as const, 'signedIn' as const) })),
    weighted(4, fc.record({ do: is('restart') })),
  )
}

/** Around every limit there is: settling and grace 5 s, backoff 30 s, short kinds 30 s, normal ones 10 minutes, the floor of 15. */
const spans = [
  1 * SECOND_MS,
  4_999,
  5 * SECOND_MS,
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  16 * MINUTE_MS,
  HOUR_MS,
]
