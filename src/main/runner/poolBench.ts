// A pool over fake processes, with everything it says and is asked: for this room's tests only. Time is the test's.
import { granted, type Reply } from '@shared/errors'
import type { RunnerEvent, RunSpec } from '@shared/runner'
import { realAfter } from './child'
import { FakeChild, silentLog } from './fakeFork'
import { createWorkerPool, type WorkerPool } from './workerPool'

const paths = { library: '/l', imports: '/i', spool: '/s', temp: '/t' }

export interface Bench {
  pool: WorkerPool
  children: FakeChild[]
  events: RunnerEvent[]
  asked: [string, string, unknown][]
}

interface Choices {
  fork?: (made: number) => FakeChild | null
  answer?: (run: RunSpec, service: string, input: unknown) => Promise<Reply<unknown>>
}

export function openBench({ fork, answer = async () => granted('answer') }: Choices = {}): Bench {
  const children: FakeChild[] = []
  const events: RunnerEvent[] = []
  const asked: [string, string, unknown][] = []
  const pool = createWorkerPool({
    fork: () => {
      const child = fork ? fork(children.length) : new FakeChild(children.length + 1, realAfter)
      if (!child) throw new Error('no process')
      children.push(child)
      return child
    },
    slots: 2,
    paths,
    answer: (run, service, input) => {
      asked.push([run.attemptId, service, input])
      return answer(run, service, input)
    },
    log: silentLog,
    cleanLine: (line) => ({ ...line, message: line.message.replace('hunter2', '[secret]') }),
  })
  pool.subscribe((event) => events.push(event))
  return { pool, children, events, asked }
}

export const words = (events: RunnerEvent[]): string[] =>
  events.map((event) => `${event.attemptId} ${event.type}${event.type === 'died' ? ` ${event.cause}` : ''}`)
