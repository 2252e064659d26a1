// Both ends of the protocol over a real MessageChannel, with a core that is only a few functions: messages are cloned as between threads.
import { MessageChannel } from 'node:worker_threads'
import type { Core, CoreEvent, CoreInputs } from '@shared/core'
import type { Logger } from '@shared/logger'
import { expect, it, onTestFinished } from 'vitest'
import { createEngineClient, type EngineClient, EngineStartError } from './client'
import type { FromThread, ToThread } from './protocol'
import { createEventSender, createPortLogger, serve } from './serving'

interface World {
  client: EngineClient
  /** As the thread does. */
  send: (message: FromThread) => void
  /** Lines of main's log, by level. */
  lines: string[]
  deaths: string[]
  ended: boolean
  die: (error: Error | null) => void
}

function connect(core: Partial<Core>, inputs: Partial<CoreInputs> = {}): World {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const world: Pick<World, 'lines' | 'deaths' | 'ended' | 'die'> = {
    lines: [],
    deaths: [],
    ended: false,
    die: () => undefined,
  }
  const line = (level: string) => (message: string) => void world.lines.push(`${level} ${message}`)
  const log: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  serve(port2, { core: core as Core, inputs: inputs as CoreInputs, start: () => Promise.resolve() }, log)
  const client = createEngineClient(
    {
      post: (message: ToThread) => port1.postMessage(message),
      onMessage: (listener) => port1.on('message', listener),
      onGone: (listener) => {
        world.die = listener
      },
      end: async () => {
        world.ended = true
      },
    },
    {
      log,
      onDeath: (error) => world.deaths.push(error.message),
      onSetAside: ({ cause }) => world.lines.push(`set aside: ${cause}`),
    },
  )
  return Object.assign(world, { client, send: (message: FromThread) => port2.postMessage(message) })
}

/** Resolves once the other end has handled everything sent before: messages keep their order. */
async function delivered({ client }: World): Promise<void> {
  await client.flag('')
}
const flag = (name: string): Promise<string | undefined> => Promise.resolve(name)

it('carries a call and its answer, absent values too', async () => {
  const { client } = connect({ flag, source: () => Promise.resolve(undefined) })
  expect(await client.flag('asked')).toBe('asked')
  expect(await client.source('nothing')).toBeUndefined()
})

it('matches answers to calls that end in another order', async () => {
  const first = Promise.withResolvers<string>()
  const { client } = connect({ flag: (name) => (name === 'slow' ? first.promise : Promise.resolve(name)) })
  const slow = client.flag('slow')
  expect(await client.flag('quick')).toBe('quick')
  first.resolve('done')
  expect(await slow).toBe('done')
})

it('throws at the caller what a call threw, by name', async () => {
  const { client } = connect({ flag: () => Promise.reject(new TypeError('a bug')) })
  await expect(client.flag('a')).rejects.toMatchObject({ name: 'TypeError', message: 'a bug' })
})

it('refuses a call that is not in the contract', async () => {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const handle = { core: {} as Core, inputs: {} as CoreInputs, start: () => Promise.resolve() }
  serve(port2, handle, createPortLogger(port2, { debug: true }))
  const reply = new Promise((resolve) => {
    port1.once('message', resolve)
  })
  port1.postMessage({ type: 'call', id: 1, name: 'toString', args: [] })
  expect(await reply).toMatchObject({ ok: false, error: { message: 'the engine thread has no call toString' } })
})

it('carries inputs in order, before the calls that follow them', async () => {
  const came: unknown[] = []
  const world = connect({ flag }, { moment: (moment) => came.push(moment), alarmFired: () => came.push('alarm') })
  world.client.moment('suspend')
  world.client.alarmFired()
  world.client.moment('resume')
  await delivered(world)
  expect(came).toEqual(['suspend', 'alarm', 'resume'])
})

it('tells every listener of events until it stops listening', async () => {
  const world = connect({ flag })
  const seen: CoreEvent[] = []
  const stop = world.client.on((event) => seen.push(event))
  world.send({ type: 'events', events: [{ type: 'alarm', at: 5 }] })
  await delivered(world)
  stop()
  world.send({ type: 'events', events: [{ type: 'alarm', at: 6 }] })
  await delivered(world)
  expect(seen).toEqual([{ type: 'alarm', at: 5 }])
})

it('D7 sends what one turn told as one message, in its order', async () => {
  const sent: FromThread[] = []
  const tell = createEventSender({ postMessage: (message) => sent.push(message) })
  tell({ type: 'alarm', at: 1 })
  tell({ type: 'alarm', at: 2 })
  expect(sent).toEqual([])
  await Promise.resolve()
  tell({ type: 'alarm', at: 3 })
  await Promise.resolve()
  expect(sent).toEqual([
    {
      type: 'events',
      events: [
        { type: 'alarm', at: 1 },
        { type: 'alarm', at: 2 },
      ],
    },
    { type: 'events', events: [{ type: 'alarm', at: 3 }] },
  ])
})

it('sends the thread one message an attempt: its end', async () => {
  const came: unknown[] = []
  const world = connect({ flag }, { runner: (event) => came.push(event) })
  const end = { type: 'ended', attemptId: 'a', outcome: { type: 'succeeded' }, sums: {} } as const
  world.client.runner({ type: 'started', attemptId: 'a', at: 1 })
  world.client.runner(end)
  await delivered(world)
  expect(came).toEqual([end])
})

it('writes the lines of the thread, and its debug lines only when asked to', async () => {
  const world = connect({ flag })
  createPortLogger({ postMessage: world.send }, { debug: false }).debug('hidden')
  createPortLogger({ postMessage: world.send }, { debug: true }).debug('shown')
  createPortLogger({ postMessage: world.send }, { debug: false }).warn('careful', { n: 1 })
  await delivered(world)
  expect(world.lines).toEqual(['debug shown', 'warn careful'])
})

it('is ready when the thread says so', async () => {
  const world = connect({ flag })
  world.send({ type: 'ready' })
  await expect(world.client.ready).resolves.toBeUndefined()
})

it('fails ready and every call with one sentence when core.db must not be used, which is no death', async () => {
  const world = connect({ flag: () => new Promise(() => undefined) })
  const waiting = world.client.flag('a')
  world.send({ type: 'failed', code: 'newer_schema', message: 'Made by a newer version.' })
  await expect(waiting).rejects.toBeInstanceOf(EngineStartError)
  await expect(world.client.ready).rejects.toMatchObject({ code: 'newer_schema', message: 'Made by a newer version.' })
  world.die(null)
  await expect(world.client.flag('b')).rejects.toMatchObject({ code: 'newer_schema' })
  expect(world.deaths).toEqual([])
})

it('passes on that an earlier file was set aside', async () => {
  const world = connect({ flag })
  world.send({ type: 'setAside', notice: { cause: 'damaged', movedTo: 'x', newestBackup: null } })
  await delivered(world)
  expect(world.lines).toEqual(['set aside: damaged'])
})

it('when the thread dies: fails what is under way and all that comes, and says so once', async () => {
  const world = connect({ flag: () => new Promise(() => undefined) })
  const waiting = world.client.flag('a')
  world.die(new Error('out of memory'))
  await expect(waiting).rejects.toThrow('out of memory')
  await expect(world.client.flag('b')).rejects.toThrow('out of memory')
  expect(() => world.client.alarmFired()).not.toThrow()
  await expect(world.client.ready).rejects.toThrow('out of memory')
  expect(world.deaths).toEqual(['out of memory'])
})

it('P26 shuts down once, whoever asks, and its end is then no death', async () => {
  let shutDowns = 0
  const world = connect({
    async shutDown() {
      shutDowns += 1
    },
  })
  await Promise.all([world.client.shutDown(), world.client.shutDown()])
  world.die(null)
  expect([shutDowns, world.ended, world.deaths]).toEqual([1, true, []])
  await expect(world.client.flag('a')).rejects.toThrow('shut down')
})

it('ends the thread even when it dies while it shuts down', async () => {
  const world = connect({ shutDown: () => new Promise(() => undefined) })
  const shutDown = world.client.shutDown()
  world.die(new Error('killed'))
  await shutDown
  expect([world.ended, world.deaths]).toEqual([true, []])
})
