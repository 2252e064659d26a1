// Kind `outbox.send`: sends what is due for one destination and drains it in one run. The items are main's, asked for and settled in
// batches (D8); sending and what answers mean: push/. This file decides where the token and the proxy come from, and how a stop is met.
import { type SendAgain, sendAgain } from '@shared/destinations'
import type { outboxSend as kind } from '@shared/jobs/kinds/outboxSend'
import type { Outcome } from '@shared/jobs/outcome'
import type { SettledItem } from '@shared/outbox'
import type { ServiceOutput } from '@shared/workerMessages'
import type { z } from 'zod'
import { addTo, type Handler, type HandlerRun } from '../handler'
import { openHttp } from '../http/client'
import type { Http } from '../http/exchange'
import { type BoundToken, Secret } from '../http/secret'
import { type HttpDestination, sendItem } from '../push/destinations/http'
import { drain, type Tally } from '../push/drain'
import { lateSignal } from '../push/lateSignal'
import { dropPayload, payloadFolder } from '../push/payloads'
import { createSendLines } from '../push/sendLines'
import { systemProxy } from './systemProxy'

type Input = z.infer<(typeof kind)['input']>
type Run = HandlerRun<Input>
type Destination = ServiceOutput<'destination.resolve'>

export const outboxSend: Handler<Input> = async (run) => {
  const destination = await run.ask('destination.resolve', { destinationId: run.input.destinationId })
  const origin = URL.parse(destination.url)?.origin
  if (origin === undefined) return badAddress
  const token = await tokenFor(run, destination, origin)
  if (destination.auth === 'token' && token === null) return signInNeeded(destination)
  const http = openHttp({ proxyFor: systemProxy(run.ask), now: () => run.now() })
  try {
    const { url, method, key, lookupUrl, filesAs } = destination
    const folder = payloadFolder(run.paths)
    const target = { url, method, key, lookupUrl, filesAs, token, folder, now: () => run.now() }
    const { host } = new URL(url)
    run.log.info('sends what is due', { host, method, asksFirst: sendAgain(destination) === 'ask' })
    const outcome = await sendAll(run, http, target, sendAgain(destination))
    if (isSignInRefused(outcome) && destination.sourceId !== null && token !== null) {
      await run.ask('auth.rejected', { sourceId: destination.sourceId, origin })
    }
    return outcome
  } finally {
    await http.close()
  }
}

async function sendAll(run: Run, http: Http, destination: HttpDestination, again: SendAgain): Promise<Outcome> {
  const { destinationId } = run.input
  const tally: Tally = { sent: 0, refused: 0, waiting: 0, bytesOut: 0 }
  /** Names of the files of items that were sent, until main has stored that they were. */
  const files = new Map<string, string>()
  const late = lateSignal(run.signal)
  const lines = createSendLines(run.log)
  try {
    return await drain(
      {
        take: (limit) => run.ask('outbox.take', { destinationId, limit }),
        async settle(settled, begin) {
          await run.ask('outbox.settle', { settled, begin }, { evenStopped: true })
          await dropSent(destination.folder, files, settled)
        },
        async send(item) {
          addTo(run.sums, 'requests', 1)
          if (item.file) files.set(item.id, item.file.file)
          const askedAt = performance.now()
          const verdict = await sendItem(http, destination, item, late.signal)
          lines.sent(verdict.settlement, performance.now() - askedAt)
          return verdict
        },
        marksEach: again === 'ask',
        signal: run.signal,
        told: ({ sent, refused, waiting }, left) => {
          const done = sent + refused + waiting
          run.progress({ done, total: done + left, unit: 'items' })
        },
      },
      tally,
    )
  } finally {
    late.close()
    addTo(run.sums, 'sent', tally.sent)
    addTo(run.sums, 'bytesOut', tally.bytesOut)
    addTo(run.sums, 'setAside', tally.refused)
  }
}

async function dropSent(folder: string, files: Map<string, string>, settled: SettledItem[]): Promise<void> {
  for (const { itemId, settlement } of settled) {
    const file = files.get(itemId)
    files.delete(itemId)
    if (file !== undefined && settlement.type === 'done') await dropPayload(folder, file)
  }
}

/** null: the destination needs none, or none is stored. */
async function tokenFor(run: Run, { id, auth, tokenAs }: Destination, origin: string): Promise<BoundToken | null> {
  if (auth === 'none') return null
  const { token } = await run.ask('destination.token', { destinationId: id, origin })
  return token === null ? null : { secret: new Secret(token), origin, as: tokenAs }
}

/** Nothing is requested, nothing is taken (OUT-8). */
function signInNeeded({ name, sourceId }: Destination): Outcome {
  const error = { code: 'auth_required', message: `${name} needs you to sign in.` }
  return { type: 'wait', reason: 'auth_required', scope: sourceId === null ? 'job' : 'source', error }
}

function isSignInRefused(outcome: Outcome): boolean {
  return outcome.type === 'wait' && outcome.reason === 'auth_required'
}

const badAddress: Outcome = {
  type: 'failed',
  error: { code: 'bad_url', message: 'The address of the destination is not a plain http or https address.' },
}
