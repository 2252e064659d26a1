// What compute() must do (D10), as cases for any test runner (D36): over fake processes in computeProcess.test.ts, and inside Electron over
// real ones. A case throws where the promise is broken. Cases marked `slow` need more than half a minute of real time.
import assert from 'node:assert/strict'
import type { ComputeLimits, ComputeReply } from '@shared/computeMessages'
import type { Compute } from './computeProcess'

export interface ComputeRig {
  compute: Compute
  /** kill -9. */
  kill: (pid: number) => void
  /** SIGSTOP. */
  freeze: (pid: number) => void
  /** Lets time pass until it is so; throws when it is not within ms. */
  until: (isSo: () => boolean, ms: number) => Promise<void>
  elapse: (ms: number) => Promise<void>
}

export interface ComputeCase {
  title: string
  slow?: true
  run: (rig: ComputeRig) => Promise<void>
}

type Reply = ComputeReply<'format.json'>

/** Sets a text out, and lets time pass until it is answered. */
async function format(rig: ComputeRig, text: string, limits?: ComputeLimits): Promise<Reply> {
  const asked = ask(rig, text, limits)
  return answered(rig, asked, 10_000)
}

interface Asked {
  reply: Reply | null
}

function ask({ compute }: ComputeRig, text: string, limits?: ComputeLimits): Asked {
  const asked: Asked = { reply: null }
  void compute.compute('format.json', { text, mostCharacters: 1_000 }, limits).then((reply) => {
    asked.reply = reply
  })
  return asked
}

async function answered(rig: ComputeRig, asked: Asked, ms: number): Promise<Reply> {
  await rig.until(() => asked.reply !== null, ms)
  return asked.reply as Reply
}

const codeOf = (reply: Reply): string => (reply.ok ? 'output' : reply.error.code)

async function onlyPid(rig: ComputeRig): Promise<number> {
  await rig.until(() => rig.compute.pids().length > 0, 5_000)
  const [pid, ...others] = rig.compute.pids()
  assert.ok(pid !== undefined && others.length === 0, 'exactly one process')
  return pid
}

export const computeContract: readonly ComputeCase[] = [
  {
    title: 'starts no process before it is needed, and answers with the output',
    async run(rig) {
      assert.deepEqual(rig.compute.pids(), [])
      assert.deepEqual(await format(rig, '[1]'), { ok: true, output: { text: '[\n  1\n]', isCut: false } })
    },
  },
  {
    title: 'passes an error back with its class and its code, and is as good as before',
    async run(rig) {
      const reply = await format(rig, 'nonsense')
      assert.ok(!reply.ok)
      assert.equal(reply.error.name, 'ComputeRefused')
      assert.equal(reply.error.code, 'format_not_json')
      assert.equal(codeOf(await format(rig, '[]')), 'output')
    },
  },
  {
    title: 'uses a warm process again',
    async run(rig) {
      await format(rig, '[]')
      const pid = await onlyPid(rig)
      await format(rig, '[]')
      assert.equal(await onlyPid(rig), pid)
    },
  },
  {
    title: 'runs two at once, each in a process of its own, and answers all that wait',
    async run(rig) {
      const all = ['1', '2', '3', '4', '5'].map((text) => ask(rig, text))
      await rig.until(() => new Set(rig.compute.pids()).size === 2, 5_000)
      const replies = await Promise.all(all.map((one) => answered(rig, one, 10_000)))
      const texts = replies.map((reply) => (reply.ok ? reply.output.text : reply.error.code))
      assert.deepEqual(texts, ['1', '2', '3', '4', '5'])
      assert.equal(new Set(rig.compute.pids()).size, 2)
    },
  },
  {
    title: 'does not begin what was called off before',
    async run(rig) {
      assert.equal(codeOf(await format(rig, '[]', { signal: AbortSignal.abort() })), 'compute_cancelled')
      assert.deepEqual(rig.compute.pids(), [])
    },
  },
  {
    title: 'ends what is called off and does not listen with its process, and the next has a new one',
    async run(rig) {
      await format(rig, '[]')
      const pid = await onlyPid(rig)
      rig.freeze(pid)
      const caller = new AbortController()
      const asked = ask(rig, '[1]', { signal: caller.signal })
      await rig.elapse(100)
      assert.equal(asked.reply, null)
      caller.abort()
      assert.equal(codeOf(await answered(rig, asked, 2_000)), 'compute_cancelled')
      assert.equal(codeOf(await format(rig, '[2]')), 'output')
      assert.notEqual(await onlyPid(rig), pid)
    },
  },
  {
    title: 'ends what passes its deadline',
    async run(rig) {
      await format(rig, '[]')
      rig.freeze(await onlyPid(rig))
      const asked = ask(rig, '[1]', { deadlineMs: 500 })
      assert.equal(codeOf(await answered(rig, asked, 2_000)), 'compute_slow')
      assert.deepEqual(rig.compute.pids(), [])
    },
  },
  {
    title: 'counts the deadline from the call, also while it waits for its turn',
    async run(rig) {
      await Promise.all([format(rig, '[]'), format(rig, '[]')])
      for (const pid of rig.compute.pids()) rig.freeze(pid)
      const long = [ask(rig, '1'), ask(rig, '2')]
      const waiting = ask(rig, '3', { deadlineMs: 300 })
      assert.equal(codeOf(await answered(rig, waiting, 1_000)), 'compute_slow')
      assert.deepEqual(
        long.map(({ reply }) => reply),
        [null, null],
      )
      for (const pid of rig.compute.pids()) rig.kill(pid)
      for (const one of long) assert.equal(codeOf(await answered(rig, one, 2_000)), 'compute_gone')
    },
  },
  {
    title: 'says that its process died, does not try again by itself, and the next has a new one',
    async run(rig) {
      await format(rig, '[]')
      const pid = await onlyPid(rig)
      rig.freeze(pid)
      const asked = ask(rig, '[1]')
      await rig.elapse(50)
      rig.kill(pid)
      assert.equal(codeOf(await answered(rig, asked, 2_000)), 'compute_gone')
      assert.deepEqual(rig.compute.pids(), [])
      assert.equal(codeOf(await format(rig, '[2]')), 'output')
    },
  },
  {
    title: 'ends its processes when asked to, a deaf one too, and computes nothing after that',
    async run(rig) {
      await Promise.all([format(rig, '[]'), format(rig, '[]')])
      const [deaf] = rig.compute.pids()
      if (deaf !== undefined) rig.freeze(deaf)
      let isGone = false
      void rig.compute.stop().then(() => (isGone = true))
      await rig.until(() => isGone, 2_000)
      assert.deepEqual(rig.compute.pids(), [])
      assert.equal(codeOf(await format(rig, '[]')), 'compute_ended')
    },
  },
  {
    title: 'lets a process go that has had nothing to do for 30 s',
    slow: true,
    async run(rig) {
      await format(rig, '[]')
      await rig.elapse(20_000)
      await format(rig, '[]')
      await rig.elapse(28_000)
      assert.equal(rig.compute.pids().length, 1)
      await rig.until(() => rig.compute.pids().length === 0, 4_000)
    },
  },
]
