// The server of benchmark `push`, which takes everything, and the loop it is compared with: one fetch after another, nothing kept.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordOf } from './records'

/** Serves until the process is ended; writes its port as the first line. */
export function serveTaking(): void {
  const server = createServer((request, reply) => {
    request.resume().on('end', () => {
      reply.writeHead(201, { 'content-type': 'application/json', 'content-length': 2 }).end('{}')
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
}

/** Arguments: address, records. Prints the ms. */
export async function sendPlainly([url = '', records = '0']: string[]): Promise<void> {
  const bodies = Array.from({ length: Number(records) }, (_, n) => recordOf(n))
  const startedAt = performance.now()
  for (const [n, body] of bodies.entries()) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': String(n) }
    const reply = await fetch(url, { method: 'POST', headers, body })
    if (reply.status !== 201) throw new Error(String(reply.status))
    await reply.arrayBuffer()
  }
  console.log(JSON.stringify({ ms: performance.now() - startedAt }))
}
