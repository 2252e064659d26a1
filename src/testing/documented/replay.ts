// Answers as the documentation of a public API describes them, replayed on loopback (D38). Nobody recorded them: each fixture says what it was
// made of and when. Addresses of the API inside its headers become the server's own.
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { httpServer, type LoopbackServer } from '../loopbackServers'

const answerSchema = z.object({
  status: z.number().default(200),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
})

const fixtureSchema = z.strictObject({
  fixture: z.literal('documented'),
  date: z.iso.date(),
  /** Origin of the API. */
  of: z.url(),
  /** Titles of the pages it was made of. */
  from: z.array(z.string()).min(1),
  exchanges: z.array(answerSchema.extend({ path: z.string() })),
  /** When no request is left. */
  usedUp: answerSchema.optional(),
})
export type DocumentedFixture = z.infer<typeof fixtureSchema>
export type DocumentedAnswer = z.infer<typeof answerSchema>

export function documentedFixture(name: string): DocumentedFixture {
  const file = new URL(`./${name}.json`, import.meta.url)
  return fixtureSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

export interface Replay extends LoopbackServer {
  readonly requests: { path: string; headers: IncomingMessage['headers']; status: number }[]
  /** Answers in place of the fixture, when it returns something. */
  instead: (path: string) => DocumentedAnswer | undefined
}

export async function replay(fixture: DocumentedFixture): Promise<Replay> {
  const server = await httpServer((request, reply) => {
    const path = request.url ?? '/'
    const known = replaying.instead(path) ?? fixture.exchanges.find((one) => one.path === path)
    if (known) respond(request, reply, known)
    else reply.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
    replaying.requests.push({ path, headers: request.headers, status: reply.statusCode })
  })
  const respond = (
    request: IncomingMessage,
    reply: ServerResponse,
    { status, headers, body }: DocumentedAnswer,
  ): void => {
    for (const [name, value] of Object.entries(headers)) {
      reply.setHeader(name, value.replaceAll(fixture.of, server.origin))
    }
    const isKnown = headers.etag !== undefined && request.headers['if-none-match'] === headers.etag
    if (isKnown) reply.writeHead(304).end()
    else reply.writeHead(status).end(JSON.stringify(body))
  }
  const replaying: Replay = { ...server, requests: [], instead: () => undefined }
  return replaying
}
