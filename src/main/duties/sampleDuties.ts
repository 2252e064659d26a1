// What the app does for its own sample: a source and a destination it serves itself, so that everything can be tried offline (D33).
import type { Core } from '@shared/core'
import { type Destination, usualDestination } from '@shared/destinations'
import { granted, type Reply, refused } from '@shared/errors'
import type { Text } from '@shared/i18n/text'
import type { NewOutboxItem } from '@shared/outbox'
import type { Source, SourceView } from '@shared/sources'
import type { SourceDuties } from './sourceDuties'
import { SAMPLE_TABLE } from './sourceTables'

export const SAMPLE_SOURCE_ID = 'sample'
export const SAMPLE_DESTINATION_ID = 'sample-reports'
/** Paths of the sample server; main puts its address of the moment in front. */
export const SAMPLE_MATCHES = 'sample:/matches?per_page=50'
export const SAMPLE_REPORTS = 'sample:/reports'

export interface SampleDutiesPorts {
  core: Core
  sources: Pick<SourceDuties, 'adopt' | 'remove'>
  text: () => Text
  newId: () => string
  now: () => number
  /** Deletes what the sample server has accepted. */
  forgetAccepted: () => void
}

export interface SampleDuties {
  add(): Promise<Reply<SourceView>>
  sendReports(count: number): Promise<Reply<{ queued: number }>>
  /** Beside what removing any source does: the destination, its outbox items and the server's own file. */
  remove(withRows: boolean): Promise<Reply<Record<string, never>>>
}

export function createSampleDuties(ports: SampleDutiesPorts): SampleDuties {
  const { core } = ports
  return {
    async add() {
      const there = await core.source(SAMPLE_SOURCE_ID)
      if (there) return refused('sample_exists', 'The sample is already here.')
      const destination = await core.putDestination(sampleDestination(ports.text()))
      return destination.ok ? ports.sources.adopt(sampleSource(ports.text(), ports.now())) : destination
    },
    async sendReports(count) {
      if (!(await core.source(SAMPLE_SOURCE_ID))) return refused('source_not_found', 'This source is no longer here.')
      const first = ports.now()
      const reply = await core.addToOutbox(
        Array.from({ length: count }, (_, index) => report(ports, first + index, index + 1)),
      )
      return reply.ok ? granted({ queued: reply.value.ids.length }) : reply
    },
    async remove(withRows) {
      // The source goes last: while it is there, a removal that a crash cut short can be asked for again.
      await core.cancelUnique(`outbox:${SAMPLE_DESTINATION_ID}`)
      const destination = await core.removeDestination(SAMPLE_DESTINATION_ID)
      if (!destination.ok) return destination
      const gone = await ports.sources.remove(SAMPLE_SOURCE_ID, withRows)
      if (gone.ok) ports.forgetAccepted()
      return gone
    },
  }
}

function sampleSource(text: Text, now: number): Source {
  return {
    id: SAMPLE_SOURCE_ID,
    name: text('duties:sampleName'),
    servedBy: 'sample',
    url: SAMPLE_MATCHES,
    recordsPath: '',
    keyField: 'id',
    paginator: { type: 'link' },
    auth: 'bearer',
    everyMs: null,
    constraints: {},
    table: SAMPLE_TABLE,
    enabled: true,
    createdAt: now,
    lastSuccessAt: null,
  }
}

function sampleDestination(text: Text): Destination {
  return {
    ...usualDestination,
    auth: 'token',
    id: SAMPLE_DESTINATION_ID,
    name: text('duties:sampleName'),
    url: SAMPLE_REPORTS,
    sourceId: SAMPLE_SOURCE_ID,
  }
}

function report(ports: SampleDutiesPorts, at: number, number: number): NewOutboxItem {
  const label = ports.text()('duties:reportLabel', { number })
  const body = JSON.stringify({
    id: ports.newId(),
    match: number,
    report: label,
    writtenAt: new Date(at).toISOString(),
  })
  return { destinationId: SAMPLE_DESTINATION_ID, entity: null, body, label }
}
