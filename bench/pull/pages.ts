// The server of benchmark `pull`: a process of its own on loopback, so that its work is nobody's. 1,000 photo records a page with an ETag, a
// Link to the next, as json-server serves them; `size` and `pages` are in the address.
import { createServer } from 'node:http'

const titles = [
  'accusamus beatae ad facilis',
  'reprehenderit est deserunt',
  'officia porro iure quia',
  'culpa odio esse rerum',
]

function page(number: number, size: number): string {
  const rows = Array.from({ length: size }, (_, index) => {
    const id = (number - 1) * size + index + 1
    const colour = (id * 7919).toString(16).padStart(6, '0').slice(-6)
    return {
      albumId: Math.ceil(id / 50),
      id,
      title: titles[id % titles.length],
      url: `https://photos.example/600/${colour}`,
      thumbnailUrl: `https://photos.example/150/${colour}`,
    }
  })
  return JSON.stringify(rows)
}

/** Serves until the process is ended; writes its port as the first line. */
export function servePages(): void {
  const made = new Map<string, Buffer>()
  const server = createServer((request, reply) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const [number, size, pages] = ['page', 'size', 'pages'].map((name) => Number(url.searchParams.get(name))) as [
      number,
      number,
      number,
    ]
    const name = `${number}/${size}`
    const body = made.get(name) ?? Buffer.from(page(number, size))
    if (made.size < 400) made.set(name, body)
    const etag = `"${name}"`
    reply.setHeader('etag', etag)
    if (number < pages) {
      url.searchParams.set('page', String(number + 1))
      reply.setHeader('link', `<${url.pathname}${url.search}>; rel="next"`)
    }
    if (request.headers['if-none-match'] === etag) reply.writeHead(304).end()
    else reply.setHeader('content-type', 'application/json').setHeader('content-length', body.length).end(body)
  })
  server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port))
}
