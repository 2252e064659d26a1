// Builds chains of one-time jobs in a caller's hands: begin, then, combine. Nothing is stored before enqueue(), which is one call of
// the queue for all of it (semantics 8). What the queue makes of the graph: main/engine/enqueueChain.ts.
import { granted, type Reply } from './errors'
import type { JobRequest } from './jobs/job'
import type { ChainGraph, ChainStep, Enqueued, JobQueue, UniquePolicy } from './queue'

/** A point in a chain that can be gone on from; never changed once made. Not a promise: awaiting one throws. */
export interface Chain {
  /** Of the jobs at its end: settled when it is built, so that they can be watched for before it is stored. */
  readonly ids: readonly string[]
  /** Jobs that start when all at its end have succeeded. An empty list is the same chain. */
  then(requests: readonly JobRequest[]): Chain
  /** All or nothing. What was enqueued already is not enqueued again; a chain that was refused may be tried again. */
  enqueue(): Promise<Reply<Enqueued>>
}

export interface Chains {
  /** Jobs that run side by side. */
  begin(requests: readonly JobRequest[]): Chain
  /** The policy is that of the chain's first jobs; all of its jobs carry the name. */
  beginUnique(name: string, policy: UniquePolicy, requests: readonly JobRequest[]): Chain
  /** Where all of these have ended well. Adds no job: what follows merges their outputs by itself (D23). */
  combine(chains: readonly Chain[]): Chain
}

/** One call of begin or then: what is stored of it, what comes before it, and whether it was. */
interface Link {
  step: ChainStep
  before: readonly Link[]
  sent: Promise<Reply<Enqueued>> | null
}

/** `newId`: ids for requests that bring none. */
export function createChains(queue: Pick<JobQueue, 'enqueueChain'>, newId: () => string): Chains {
  const ends = new WeakMap<Chain, readonly Link[]>()

  const link = (requests: readonly JobRequest[], before: readonly Link[], unique: ChainStep['unique']): Link => ({
    step: {
      requests: requests.map((request) => ({ ...request, id: request.id ?? newId() })),
      after: before.flatMap(idsOf),
      unique,
    },
    before,
    sent: null,
  })
  const chain = (last: readonly Link[], name: string | null): Chain => {
    const made: Chain = {
      ids: last.flatMap(idsOf),
      // oxlint-disable-next-line unicorn/no-thenable -- the word for it; awaiting a chain is answered with a sentence.
      then: (requests) => {
        if (!Array.isArray(requests)) throw new TypeError('A chain is not a promise: await its enqueue().')
        if (requests.length === 0) return made
        return chain([link(requests, last, name === null ? null : { name, policy: null })], name)
      },
      enqueue: () => send(queue, last),
    }
    ends.set(made, last)
    return made
  }
  return {
    begin: (requests) => chain([link(requests, [], null)], null),
    beginUnique: (name, policy, requests) => chain([link(requests, [], { name, policy })], name),
    combine: (chains) => {
      const last = new Set(chains.flatMap((one) => endsOf(ends, one)))
      // As begin([]): refused when it is enqueued.
      return chain(last.size === 0 ? [link([], [], null)] : [...last], null)
    },
  }
}

function endsOf(ends: WeakMap<Chain, readonly Link[]>, chain: Chain): readonly Link[] {
  const last = ends.get(chain)
  if (last === undefined) throw new TypeError('That chain belongs to another queue.')
  return last
}

function idsOf({ step }: Link): string[] {
  return step.requests.map((request) => request.id)
}

async function send(queue: Pick<JobQueue, 'enqueueChain'>, last: readonly Link[]): Promise<Reply<Enqueued>> {
  const links = inOrder(last)
  const waiting = links.filter((link) => link.sent === null)
  const earlier = new Set(links.flatMap((link) => link.sent ?? []))
  // Nothing is awaited before this is marked: a second enqueue() made at once finds it sent.
  const sending = sendAfter(queue, earlier, { steps: waiting.map((link) => link.step) })
  for (const link of waiting) link.sent = sending
  const isStored = await sending.then(
    (reply) => reply.ok,
    () => false,
  )
  if (!isStored) for (const link of waiting) link.sent = null
  return await sending
}

/** What comes before has its own call and its own answer: refused or kept, nothing can follow it. */
async function sendAfter(
  queue: Pick<JobQueue, 'enqueueChain'>,
  earlier: ReadonlySet<Promise<Reply<Enqueued>>>,
  graph: ChainGraph,
): Promise<Reply<Enqueued>> {
  let answered: Reply<Enqueued> = granted({ ids: [] })
  for (const reply of earlier) {
    answered = await reply
    if (!answered.ok || answered.value.kept) return answered
  }
  const isDone = graph.steps.length === 0 && earlier.size > 0
  return isDone ? answered : await queue.enqueueChain(graph)
}

/** Everything up to these, each once, what comes before first. By a list and not by recursion: a chain may be long. */
function inOrder(last: readonly Link[]): Link[] {
  const done = new Set<Link>()
  const left = last.toReversed()
  for (let link = left.at(-1); link !== undefined; link = left.at(-1)) {
    const missing = done.has(link) ? [] : link.before.filter((other) => !done.has(other))
    if (missing.length > 0) {
      left.push(...missing.toReversed())
      continue
    }
    done.add(link)
    left.pop()
  }
  return [...done]
}
