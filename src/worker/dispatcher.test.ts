// Messages become runs, and every run ends with exactly one `ended`.
import type { KindName } from '@shared/jobs/kinds'
import type { FromWorker } from '@shared/workerMessages'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ServiceRefused } from './ask'
import { startDispatcher } from './dispatcher'
import { addTo, type Handler, Stopped } from './handler'

let sent: FromWorker[]
let deliver: (message: unknown) => void
let handler: Handler<never>

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  handler = () => Promise.resolve({ type: 'succeeded' })
  startDispatcher(
    { post: (message) => void sent.push(structuredClone(message)), listen: (listener) => (deliver = listener) },
    (kind) => (kind === 'diagnostic.noop' ? () => Promise.resolve(handler) : undefined),
  )
})

afterEach(() => vi.useRealTimers())

const paths = { library: '/l', imports: '/i', spool: '/s', temp: '/t' }
const ofType = <T extends FromWorker['type']>(type: T): Extract<FromWorker, { type: T }>[] =>
  sent.filter((message): message is Extract<FromWorker, { type: T }> => message.type === type)

function run(more: { attemptId?: string; kind?: KindName | 'future.kind'; input?: unknown } = {}): void {
  const spec = {
    attemptId: 'a1',
    jobId: 'j1',
    kind: 'diagnostic.noop',
    input: {},
    attempt: 0,
    tags: [],
    generation: 0,
    sourceId: null,
    epoch: 1,
    trigger: 'schedule',
  }
  deliver({ type: 'run', run: { ...spec, ...more } })
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
}

/** Starts a run whose handler waits until it is let go or stopped. */
function holding(work: (run: Parameters<Handler<never>>[0]) => void = () => {}): { finish: () => void } {
  const held = Promise.withResolvers<void>()
  handler = async (given) => {
    work(given)
    given.signal.addEventListener('abort', () => held.reject(given.signal.reason as Error))
    await held.promise
    return { type: 'succeeded' }
  }
  return { finish: () => held.resolve() }
}

describe('a run', () => {
  beforeEach(() => deliver({ type: 'hello', paths }))

  it('ends with its outcome and its sums', async () => {
    handler = ({ sums }) => {
      addTo(sums, 'pages', 2)
      addTo(sums, 'pages', 1)
      return Promise.resolve({ type: 'succeeded', output: { rows: 3 } })
    }
    run()
    await settle()
    expect(sent).toEqual([
      { type: 'ready' },
      { type: 'ended', attemptId: 'a1', outcome: { type: 'succeeded', output: { rows: 3 } }, sums: { pages: 3 } },
    ])
  })

  it.each([
    ['handler_threw', () => Promise.reject(new Error('a bug'))],
    ['no_outcome', () => Promise.resolve(undefined as never)],
    ['no_outcome', () => Promise.resolve({ type: 'done' } as never)],
    ['no_outcome', () => Promise.resolve({ type: 'succeeded', output: 1n } as never)],
    ['no_such_source', () => Promise.reject(new ServiceRefused('source.resolve', 'no_such_source', 'gone'))],
  ] satisfies [string, Handler<never>][])('ends as failed with %s', async (code, given) => {
    handler = given
    run()
    await settle()
    expect(ofType('ended')).toMatchObject([{ outcome: { type: 'failed', error: { code } } }])
  })

  it('of an unknown kind or with a wrong input fails by name, without a handler', async () => {
    run({ attemptId: 'a1', kind: 'future.kind' })
    await settle()
    run({ attemptId: 'a2', input: { holdMs: 'long' } })
    await settle()
    expect(ofType('ended').map((one) => one.outcome)).toMatchObject([
      { error: { code: 'unknown_kind' } },
      { error: { code: 'bad_input' } },
    ])
  })

  it('D11 sends a heartbeat every 5 s while it lasts, and none after', async () => {
    const { finish } = holding()
    run()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(ofType('heartbeat')).toHaveLength(3)
    finish()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(ofType('heartbeat')).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is told why it must stop, and reports a stop and no failure', async () => {
    let reason: unknown
    holding(({ signal }) =>
      signal.addEventListener('abort', () => {
        reason = signal.reason as unknown
      }),
    )
    run()
    await settle()
    deliver({ type: 'stop', attemptId: 'a1', reason: 'battery' })
    await settle()
    expect(reason).toBeInstanceOf(Stopped)
    expect(reason).toMatchObject({ stopReason: 'battery' })
    expect(ofType('ended')).toMatchObject([{ outcome: { type: 'retry' } }])
    expect(ofType('log')).toEqual([])
  })

  it('F89 is not stopped by a message for another attempt', async () => {
    const { finish } = holding()
    run()
    await settle()
    deliver({ type: 'stop', attemptId: 'a0', reason: 'cancelled' })
    finish()
    await settle()
    expect(ofType('ended')).toMatchObject([{ outcome: { type: 'succeeded' } }])
  })

  it('refuses a second attempt beside it, which has its own ending', async () => {
    const { finish } = holding()
    run()
    await settle()
    run({ attemptId: 'a2' })
    await settle()
    expect(ofType('ended')).toMatchObject([{ attemptId: 'a2', outcome: { error: { code: 'slot_busy' } } }])
    finish()
    await settle()
    expect(ofType('ended')).toMatchObject([{ attemptId: 'a2' }, { attemptId: 'a1', outcome: { type: 'succeeded' } }])
  })

  it('leaves the slot free for the next', async () => {
    run()
    await settle()
    run({ attemptId: 'a2' })
    await settle()
    expect(ofType('ended').map((one) => one.attemptId)).toEqual(['a1', 'a2'])
  })

  it('sends progress at most ten times a second, and the last of it always', async () => {
    const { finish } = holding((given) => {
      let done = 0
      const timer = setInterval(() => given.progress({ done: ++done, total: null, unit: 'rows' }), 1)
      setTimeout(() => clearInterval(timer), 1_000)
    })
    run()
    await vi.advanceTimersByTimeAsync(999)
    expect(ofType('progress').length).toBeGreaterThan(8)
    expect(ofType('progress').length).toBeLessThanOrEqual(11)
    finish()
    await vi.advanceTimersByTimeAsync(0)
    const last = ofType('progress').at(-1)
    expect(last?.progress).toMatchObject({ done: 999 })
    expect(sent.at(-1)?.type).toBe('ended')
  })
})

describe('a service', () => {
  beforeEach(() => deliver({ type: 'hello', paths }))

  const asking = (): void => {
    handler = async ({ ask }) => ({
      type: 'succeeded',
      output: await ask('auth.token', { sourceId: 's', origin: 'http://o' }),
    })
    run()
  }

  it('is asked by name and answered by number', async () => {
    asking()
    await settle()
    const [question] = ofType('ask')
    expect(question).toMatchObject({
      attemptId: 'a1',
      service: 'auth.token',
      input: { sourceId: 's', origin: 'http://o' },
    })
    deliver({ type: 'answer', requestId: 999, ok: true, value: { token: 'of another' } })
    deliver({ type: 'answer', requestId: question?.requestId, ok: true, value: { token: 'mine' } })
    await settle()
    expect(ofType('ended')).toMatchObject([{ outcome: { output: { token: 'mine' } } }])
  })

  it('refuses with a code', async () => {
    asking()
    await settle()
    deliver({ type: 'answer', requestId: ofType('ask')[0]?.requestId, ok: false, code: 'not_owner', message: 'no' })
    await settle()
    expect(ofType('ended')).toMatchObject([{ outcome: { type: 'failed', error: { code: 'not_owner' } } }])
  })

  it('that answers nonsense is a bug', async () => {
    asking()
    await settle()
    deliver({ type: 'answer', requestId: ofType('ask')[0]?.requestId, ok: true, value: { token: 5 } })
    await settle()
    expect(ofType('ended')).toMatchObject([{ outcome: { error: { code: 'handler_threw' } } }])
  })

  it('F88 that never answers is given up after a minute', async () => {
    asking()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ofType('ended')).toMatchObject([{ outcome: { error: { code: 'no_answer' } } }])
  })

  it('is not waited for once the attempt is stopped', async () => {
    asking()
    await settle()
    deliver({ type: 'stop', attemptId: 'a1', reason: 'cancelled' })
    await settle()
    expect(ofType('ended')).toMatchObject([{ outcome: { type: 'retry' } }])
  })
})

it('a run before hello is refused', async () => {
  run()
  await settle()
  expect(sent).toMatchObject([{ type: 'ended', outcome: { type: 'retry', error: { code: 'no_hello' } } }])
})

it('F83 a message that is none is logged and changes nothing', () => {
  for (const message of [null, 5, { type: 'kill' }, { type: 'run' }, { type: 'stop', attemptId: 'a', reason: 'whim' }])
    deliver(message)
  expect(sent.map((message) => message.type)).toEqual(['log', 'log', 'log', 'log', 'log'])
})
