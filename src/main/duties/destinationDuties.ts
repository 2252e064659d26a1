// What the app does for destinations and for what goes there: their rows, their sign-ins, records and files brought into the outbox, once or each
// period. Engine and rows are behind Core; tokens behind the vault, bound to the destination and its origin.
import type { Core } from '@shared/core'
import type { Destination, DestinationSettings, DestinationView } from '@shared/destinations'
import { granted, type Reply, refused } from '@shared/errors'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import type { JobRequest } from '@shared/jobs/job'
import type { OutboxAddInput } from '@shared/jobs/kinds/outboxAdd'
import { checkedAddress } from './sourceAddress'
import type { TokenVault } from './sourceDuties'

export interface DestinationDutiesPorts {
  core: Core
  vault: TokenVault
  newId: () => string
}

/** Each period, where the device is like this. */
export interface Repeat {
  everyMs: number
  constraints: ConstraintChoices
}

export interface RecordRequest {
  destinationId: string
  body: string
  label: string
  entity: string | null
  entityField: string | null
  repeat: Repeat | null
}

export interface FilesRequest {
  destinationId: string
  files: { path: string; name: string }[]
  as: 'records' | 'files'
  entityField: string | null
  repeat: Repeat | null
}

export interface DestinationDuties {
  list(): Promise<DestinationView[]>
  add(settings: DestinationSettings, token?: string): Promise<Reply<DestinationView>>
  edit(id: string, settings: DestinationSettings): Promise<Reply<DestinationView>>
  /** What was not sent there is discarded, and what was repeated ends. */
  remove(id: string): Promise<Reply<Record<string, never>>>
  signIn(id: string, token: string): Promise<Reply<DestinationView>>
  /** Durable when it resolves (OUT-1). */
  addRecord(request: RecordRequest): Promise<Reply<{ jobId: string | null }>>
  addFiles(request: FilesRequest): Promise<Reply<{ jobId: string | null }>>
}

const unknownDestination = refused('destination_not_found', 'This destination is no longer here.')

/** By it a destination's additions and repeats are found and ended. */
export function destinationTag(id: string): string {
  return `destination:${id}`
}

export function createDestinationDuties(ports: DestinationDutiesPorts): DestinationDuties {
  return { ...standing(ports), ...incoming(ports) }
}

async function viewOf({ core, vault }: DestinationDutiesPorts, id: string): Promise<DestinationView | undefined> {
  const known = (await core.knownDestinations()).find(({ destination }) => destination.id === id)
  return known && shown(vault, known)
}

function shown(
  vault: TokenVault,
  { destination, isHeld, open }: { destination: Destination; isHeld: boolean; open: number },
): DestinationView {
  const hasToken = destination.sourceId !== null || vault.has(destination.id)
  return { ...destination, isHeld, open, signedIn: destination.auth === 'none' ? null : hasToken }
}

async function put(ports: DestinationDutiesPorts, destination: Destination): Promise<Reply<DestinationView>> {
  const stored = await ports.core.putDestination(destination)
  if (!stored.ok) return stored
  const view = await viewOf(ports, destination.id)
  return view ? granted(view) : unknownDestination
}

function standing(ports: DestinationDutiesPorts): Omit<DestinationDuties, 'addRecord' | 'addFiles'> {
  const { core, vault } = ports

  const stored = (destination: Destination) => put(ports, destination)

  return {
    list: async () => (await core.knownDestinations()).map((known) => shown(vault, known)),
    async add(settings, token) {
      const address = checkedSettings(settings)
      if (!address.ok) return address
      const id = ports.newId()
      const destination = { ...settings, id, sourceId: null }
      if (!token || settings.auth !== 'token') return stored(destination)
      await vault.put({ kind: 'destination', id }, address.value, token)
      const reply = await stored(destination)
      // A full disk: a token of no destination would lie there for good.
      if (!reply.ok) await vault.forget(id)
      return reply
    },
    async edit(id, settings) {
      const before = (await core.destinations()).find((destination) => destination.id === id)
      if (!before) return unknownDestination
      if (before.sourceId !== null)
        return refused('destination_of_sample', 'The sample’s destination is the app’s own.')
      const address = checkedSettings(settings)
      if (!address.ok) return address
      const isOther = URL.parse(before.url)?.origin !== address.value || before.auth !== settings.auth
      // A token that nobody will send is not kept: it is bound to the origin it was given for.
      if (isOther) await vault.forget(id)
      const reply = await stored({ ...settings, id, sourceId: null })
      if (reply.ok && isOther) await core.releaseDestination(id)
      return reply
    },
    async remove(id) {
      const there = (await core.destinations()).find((destination) => destination.id === id)
      if (!there) return unknownDestination
      if (there.sourceId !== null) return refused('destination_of_sample', 'The sample’s destination is the app’s own.')
      await core.cancelByTag(destinationTag(id))
      await core.cancelUnique(`outbox:${id}`)
      const removed = await core.removeDestination(id)
      await vault.forget(id)
      return removed.ok ? granted({}) : removed
    },
    async signIn(id, token) {
      const there = (await core.destinations()).find((destination) => destination.id === id)
      if (!there) return unknownDestination
      await vault.put({ kind: 'destination', id }, new URL(there.url).origin, token)
      await core.releaseDestination(id)
      const view = await viewOf(ports, id)
      return view ? granted(view) : unknownDestination
    },
  }
}

function incoming(ports: DestinationDutiesPorts): Pick<DestinationDuties, 'addRecord' | 'addFiles'> {
  const { core } = ports

  /** The job that brings it in: at once, or each period. */
  async function bring(
    input: OutboxAddInput,
    label: string,
    repeat: Repeat | null,
  ): Promise<Reply<{ jobId: string | null }>> {
    if (!(await core.destinations()).some(({ id }) => id === input.destinationId)) return unknownDestination
    const request: JobRequest = { kind: 'outbox.add', input, label, tags: [destinationTag(input.destinationId)] }
    if (repeat !== null) {
      const { everyMs, constraints } = repeat
      const periodic = { ...request, kind: 'outbox.repeat', schedule: { everyMs }, constraints }
      const reply = await core.enqueueUniquePeriodic(`repeat:${ports.newId()}`, 'keep', periodic)
      return reply.ok ? granted({ jobId: reply.value.ids[0] ?? null }) : reply
    }
    const reply = await core.enqueue([request])
    if (!reply.ok) return reply
    const jobId = reply.value.ids[0] ?? null
    if (jobId !== null) await core.runNow(jobId)
    return granted({ jobId })
  }

  return {
    async addRecord({ destinationId, body, label, entity, entityField, repeat }) {
      if (repeat !== null)
        return bring({ destinationId, entityField, what: { type: 'record', body, label } }, label, repeat)
      const reply = await core.addToOutbox([{ destinationId, entity, body, label }])
      return reply.ok ? granted({ jobId: null }) : reply
    },
    async addFiles({ destinationId, files, as, entityField, repeat }) {
      const names = files.map(({ name }) => name)
      const label = names.length === 1 ? (names[0] ?? '') : `${names[0]} + ${names.length - 1}`
      return bring({ destinationId, entityField, what: { type: 'files', files, as } }, label.slice(0, 200), repeat)
    },
  }
}

/** The origin; a lookup must be of the same, since the token goes there too. */
function checkedSettings({ url, lookupUrl }: DestinationSettings): Reply<string> {
  const address = checkedAddress(url)
  if (!address.ok || lookupUrl === null) return address
  const filled = lookupUrl.replaceAll(/\{(?:key|entity)\}/g, 'x')
  const lookup = checkedAddress(filled)
  if (!lookup.ok) return lookup
  if (lookup.value !== address.value)
    return refused('lookup_other_origin', 'The lookup must be of the same server as the address.')
  return address
}
