// A download that is cut off: where it goes on, and when it begins anew.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BYTES, codeOf, content, FetchWorld, hashOf, other } from '../../testing/fetchWorld'
import { STEP_BYTES } from '../fetching/partFile'
import { Stopped } from '../handler'
import { fileFetch } from './fileFetch'

let world: FetchWorld
beforeEach(async () => {
  world = await FetchWorld.open()
})
afterEach(() => world.close())

describe('a download that is cut off', () => {
  it('F97 keeps what came, and goes on there: at most a MiB is fetched again', async () => {
    const cutAt = 2 * STEP_BYTES + 500
    world.respond = (request, reply, index) => world.serve(content, request, reply, index === 0 ? cutAt : undefined)
    expect(codeOf(await fileFetch(world.attempt()))).toBe('download_cut')
    expect(world.stored()).toEqual(['file.bin.job.part'])
    const second = world.attempt()
    expect(await fileFetch(second)).toMatchObject({ type: 'succeeded', output: { sha256: hashOf(content) } })
    expect(world.requests[1]?.headers.range).toBe(`bytes=${2 * STEP_BYTES}-`)
    expect(second.sums.bytesIn).toBe(BYTES - 2 * STEP_BYTES)
  })

  it('starts from the beginning when the server has another version by now', async () => {
    world.respond = (request, reply, index) =>
      world.serve(index === 0 ? content : other, request, reply, index === 0 ? 2 * STEP_BYTES : undefined)
    await fileFetch(world.attempt())
    expect(await fileFetch(world.attempt())).toMatchObject({ output: { sha256: hashOf(other) } })
    expect(world.requests).toHaveLength(2)
  })

  it('starts from the beginning when it is asked for at another address by now', async () => {
    world.respond = (request, reply, index) => {
      reply.setHeader('etag', '"the same"')
      const bytes = request.url === '/file.bin' ? content : other
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
      return world.sendFrom(bytes, reply, from, index === 0 ? 2 * STEP_BYTES : BYTES)
    }
    await fileFetch(world.attempt())
    const second = world.attempt({ url: `${world.server.origin}/moved.bin` })
    expect(await fileFetch(second)).toMatchObject({ output: { sha256: hashOf(other) } })
    expect(world.requests[1]?.headers.range).toBeUndefined()
  })

  it('is whole already when only its name was missing', async () => {
    const stop = new AbortController()
    const run = world.attempt({}, stop.signal)
    // The quit comes when the last byte is there and nothing is hashed yet.
    run.progress = ({ done }) => void (done === BYTES && stop.abort(new Stopped('quit')))
    await expect(fileFetch(run)).rejects.toBeInstanceOf(Stopped)
    expect(world.stored()).toEqual(['file.bin.job.part'])
    expect(await fileFetch(world.attempt())).toMatchObject({ output: { sha256: hashOf(content) } })
    expect(world.requests[1]?.headers.range).toBe(`bytes=${3 * STEP_BYTES}-`)
  })

  it.each<[name: string, from: number, to: number]>([
    ['of its beginning, and no more', 0, 9],
    ['that begins where it should, and ends early', STEP_BYTES, STEP_BYTES + 99],
    ['as long as what is missing, from somewhere else', 20, BYTES - STEP_BYTES + 19],
  ])('is never put together with a part %s', async (_name, from, to) => {
    world.respond = (request, reply, index) => {
      if (index !== 1) return world.serve(content, request, reply, index === 0 ? STEP_BYTES + 1 : undefined)
      const range = { 'content-range': `bytes ${from}-${to}/${BYTES}`, 'content-length': to - from + 1 }
      reply.writeHead(206, range).end(content.subarray(from, to + 1))
    }
    await fileFetch(world.attempt())
    expect(await fileFetch(world.attempt())).toMatchObject({ output: { bytes: BYTES, sha256: hashOf(content) } })
    expect(world.requests).toHaveLength(3)
  })

  it('starts again where the server named nothing it could be known by', async () => {
    world.respond = (_request, reply, index) => {
      reply.setHeader('etag', 'W/"weak"')
      return world.sendFrom(content, reply, 0, index === 0 ? 2 * STEP_BYTES : BYTES)
    }
    await fileFetch(world.attempt())
    expect(await fileFetch(world.attempt())).toMatchObject({ type: 'succeeded' })
    expect(world.requests[1]?.headers.range).toBeUndefined()
  })
})
