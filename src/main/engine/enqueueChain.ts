// Stores a chain in one transaction: reads every job of it, refuses circles, applies the policies of its names, and stores what comes first
// before what follows. How a chain is built is shared/chain.ts; what ends do to what waits is chain.ts.
import { granted, type Reply, refused } from '@shared/errors'
import type { JobRequest } from '@shared/jobs/job'
import type { JobRecord, JobSpec } from '@shared/jobs/record'
import type { ChainGraph, ChainStep, Enqueued, UniquePolicy } from '@shared/queue'
import { removeJobs } from './cancelling'
import { decideFor, storeJob } from './enqueueing'
import type { Parts } from './parts'
import { isPeriodic } from './recurrence'
import { readRequest } from './requests'
import type { UniqueDecision } from './uniqueness'

/** One job of the graph, however many steps name its id. */
interface Node {
  id: string
  request: JobRequest
  after: Set<string>
  names: Set<string>
}

type Refused = Extract<Reply<never>, { ok: false }>

export function enqueueChain(parts: Parts, graph: ChainGraph): Reply<Enqueued> {
  const problem = shapeProblem(graph)
  if (problem) return problem
  const nodes = inOrder(nodesOf(graph))
  if (nodes === null) return refused('chain_cycle', 'These jobs wait for each other in a circle.')
  const names = graph.steps.flatMap((step) => decideStep(parts, step))
  const kept = names.flatMap(({ decision }) => (decision.type === 'keep' ? decision.ids : []))
  for (const { decision, existing, step } of names) {
    if (decision.type === 'append') addParents(nodes, step, decision.parentIds)
    if (decision.type === 'replace' && kept.length === 0) removeJobs(parts, existing)
  }
  const specs = readNodes(parts, nodes)
  if (!specs.ok) return specs
  // Nothing of it is stored, whatever else hangs on it (semantics 1.10).
  if (kept.length > 0) return granted({ ids: [...new Set(kept)], kept: true })
  for (const [place, node] of nodes.entries()) {
    const gone = goneParent(parts, node)
    if (gone) return gone
    const spec = specs.value[place]
    if (spec) storeNode(parts, node, spec, soleNameOf(graph, names, node))
  }
  return granted({ ids: [...new Set(graph.steps.flatMap((step) => step.requests.map((request) => request.id)))] })
}

function shapeProblem({ steps }: ChainGraph): Refused | null {
  if (steps.length === 0 || steps.some((step) => step.requests.length === 0)) {
    return refused('empty', 'There is nothing to enqueue.')
  }
  if (steps.some((step) => step.unique?.name === '')) return refused('empty_name', 'A unique name must not be empty.')
  return steps.some((step) => step.requests.some((request) => request.schedule))
    ? refused('periodic_in_chain', 'Periodic work cannot be part of a chain; use enqueueUniquePeriodic.')
    : null
}

/** An id that several steps have is one job after all that any of them puts before it: combined chains may overlap. */
function nodesOf({ steps }: ChainGraph): Map<string, Node> {
  const nodes = new Map<string, Node>()
  for (const { requests, after, unique } of steps) {
    for (const request of requests) {
      const node = nodes.get(request.id) ?? { id: request.id, request, after: new Set(), names: new Set() }
      nodes.set(request.id, node)
      for (const parentId of after) node.after.add(parentId)
      if (unique) node.names.add(unique.name)
    }
  }
  return nodes
}

/** Parents before children; null when there is a circle. */
function inOrder(nodes: ReadonlyMap<string, Node>): Node[] | null {
  const open = new Map<string, number>()
  const children = new Map<string, Node[]>()
  for (const node of nodes.values()) {
    const parents = [...node.after].filter((id) => nodes.has(id))
    open.set(node.id, parents.length)
    for (const id of parents) {
      const known = children.get(id)
      if (known) known.push(node)
      else children.set(id, [node])
    }
  }
  const ordered = [...nodes.values()].filter((node) => open.get(node.id) === 0)
  // It grows while it is walked.
  for (const node of ordered) {
    for (const child of children.get(node.id) ?? []) {
      const left = (open.get(child.id) ?? 0) - 1
      open.set(child.id, left)
      if (left === 0) ordered.push(child)
    }
  }
  return ordered.length === nodes.size ? ordered : null
}

interface NameDecision {
  step: ChainStep
  decision: UniqueDecision
  existing: JobRecord[]
}

/** What the name of a step that begins a chain comes to. Sent again with the same ids, it is there already. */
function decideStep(parts: Parts, step: ChainStep): NameDecision[] {
  const policy: UniquePolicy | null = step.unique?.policy ?? null
  if (step.unique === null || policy === null || step.after.length > 0) return []
  const existing = parts.store.jobs.named(step.unique.name)
  const known = new Set(existing.map((job) => job.id))
  if (step.requests.every((request) => known.has(request.id))) return []
  return [{ step, existing, decision: decideFor(parts, policy, existing) }]
}

function addParents(nodes: readonly Node[], step: ChainStep, parentIds: readonly string[]): void {
  const first = new Set(step.requests.map((request) => request.id))
  for (const node of nodes) {
    if (first.has(node.id)) for (const parentId of parentIds) node.after.add(parentId)
  }
}

function readNodes(parts: Parts, nodes: readonly Node[]): Reply<JobSpec[]> {
  const specs: JobSpec[] = []
  for (const node of nodes) {
    const spec = readRequest(node.request, parts.ports, node.after.size > 0)
    if (!spec.ok) return spec
    specs.push(spec.value)
  }
  return granted(specs)
}

/** What has been pruned cannot be followed (semantics 1.13); periodic work never comes to an end that could be. */
function goneParent(parts: Parts, node: Node): Refused | null {
  const { jobs } = parts.store
  if (jobs.get(node.id)) return null
  for (const id of node.after) {
    const parent = jobs.get(id)
    if (parent === undefined) return refused('parent_gone', `There is no job ${id} any more.`)
    if (isPeriodic(parent)) return refused('periodic_in_chain', 'Nothing can follow periodic work.')
  }
  return null
}

function storeNode(parts: Parts, node: Node, spec: JobSpec, soleName: string | null): void {
  storeJob(parts, spec, node.request, { names: [...node.names], soleName, parentIds: [...node.after] })
}

/** The only job of a name that is not appended to is the only unfinished one there may be. */
function soleNameOf(graph: ChainGraph, names: readonly NameDecision[], node: Node): string | null {
  const own = names.find(({ step }) => step.requests[0]?.id === node.id)
  if (own === undefined || own.decision.type === 'append' || own.step.requests.length > 1) return null
  const name = own.step.unique?.name
  const steps = graph.steps.filter((step) => step.unique?.name === name)
  return steps.length === 1 ? (name ?? null) : null
}
