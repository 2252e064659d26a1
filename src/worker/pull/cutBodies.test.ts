// Bodies whose end HTTP cannot prove, pulled from a server that speaks bytes: what they lack must show in the JSON itself, and then nothing of
// them is stored.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { type LoopbackServer, rawServer } from '../../testing/loopbackServers'

const WHOLE = '[{"id":1,"name":"one"},{"id":2,"name":"two"}]'
const AFTER_FIRST = WHOLE.indexOf(',{') + 1

let world: FeedWorld
let server: LoopbackServer

beforeEach(async () => {
  world = await FeedWorld.open()
  world.pages = [[{ id: 9, name: 'before' }]]
  await world.sync()
})
afterEach(async () => {
  await server.close()
  await world.close()
})

/** One answer to every request, then the end of the connection. */
async function answering(headers: string[], body: string): Promise<void> {
  server = await rawServer((socket) => {
    socket.end(['HTTP/1.1 200 OK', 'Content-Type: application/json', ...headers, '', body].join('\r\n'))
  })
  world.source = { ...world.source, url: `${server.origin}/things`, paginator: { type: 'single' } }
}

describe('a body that ends between two records', () => {
  it('F98 though it is as long as it says it is: nothing of it is stored, and it is tried again', async () => {
    await answering([`Content-Length: ${AFTER_FIRST}`], WHOLE)
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'cut_short' } })
    expect(world.rows()).toEqual([['9', 'before']])
  })

  it('F100 with its connection: nothing of it is stored, and it is tried again', async () => {
    await answering([], WHOLE.slice(0, AFTER_FIRST))
    expect((await world.sync()).outcome).toMatchObject({ type: 'retry', error: { code: 'cut_short' } })
    expect(world.rows()).toEqual([['9', 'before']])
  })

  it('F100 one whose own end came is stored, though only its connection ended it', async () => {
    await answering([], WHOLE)
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(world.rows()).toEqual([
      ['1', 'one'],
      ['2', 'two'],
      ['9', 'before'],
    ])
  })
})
