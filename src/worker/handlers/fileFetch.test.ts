// Downloading from servers on loopback into a real folder: names, what is written when, what is refused, and what is left behind. Going on after
// a cut: fileFetch.cut.test.ts.
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BYTES, codeOf, content, FetchWorld, hashOf, other } from '../../testing/fetchWorld'
import { Stopped } from '../handler'
import { fileFetch } from './fileFetch'

let world: FetchWorld
beforeEach(async () => {
  world = await FetchWorld.open()
})
afterEach(() => {
  vi.restoreAllMocks()
  return world.close()
})

describe('a download', () => {
  it('is whole, has its name only then, and says how long it is and what its hash is', async () => {
    const run = world.attempt()
    world.respond = (request, reply) => {
      expect(world.stored().every((name) => name.endsWith('.part'))).toBe(true)
      world.serve(content, request, reply)
    }
    expect(await fileFetch(run)).toEqual({
      type: 'succeeded',
      output: { name: 'file.bin', bytes: BYTES, sha256: hashOf(content) },
    })
    expect(world.stored()).toEqual(['file.bin'])
    expect(world.fileOf('file.bin').equals(content)).toBe(true)
    expect(run.told.at(-1)).toEqual({ done: BYTES, total: BYTES, unit: 'bytes' })
    expect(run.sums).toMatchObject({ requests: 1, bytesIn: BYTES })
    expect(readdirSync(join(world.folder, 'downloads'))).toEqual([])
  })

  it('asks for it unpacked, because a packed length says nothing about the file', async () => {
    await fileFetch(world.attempt())
    expect(world.requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('F98 of no bytes is a file of no bytes', async () => {
    world.respond = (_request, reply) => void reply.writeHead(200, { 'content-length': 0 }).end()
    expect(await fileFetch(world.attempt())).toMatchObject({ type: 'succeeded', output: { bytes: 0 } })
  })

  it('P2 is written through before it has its name, and what it is a version of before its first byte', async () => {
    const done: string[] = []
    const handle = await open(join(world.folder, 'any'), 'w')
    const handles = Object.getPrototypeOf(handle) as FileHandle
    await handle.close()
    for (const call of ['write', 'sync', 'datasync'] as const) {
      const real = handles[call] as (...args: unknown[]) => Promise<unknown>
      vi.spyOn(handles, call).mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
        const result = await Reflect.apply(real, this, args)
        done.push(`${call} ${world.stored().includes('file.bin') ? 'named' : 'part'}`)
        return result as never
      })
    }
    await fileFetch(world.attempt())
    expect(done[0]).toBe('sync part')
    expect(done.at(-1)).toBe('sync named')
    expect(done.at(-2)).toBe('datasync part')
    expect(done.filter((call) => call.endsWith('named'))).toHaveLength(1)
  })

  it('takes no other file’s name', async () => {
    writeFileSync(join(world.target, 'file.bin'), 'mine')
    expect(await fileFetch(world.attempt())).toMatchObject({ output: { name: 'file (2).bin' } })
    expect(world.fileOf('file.bin').toString()).toBe('mine')
  })

  it('S44 stores under a plain name whatever it is told', async () => {
    await fileFetch(world.attempt({ name: '../../outside.bin' }))
    expect(world.stored()).toEqual(['_.._outside.bin'])
    expect(existsSync(join(world.folder, 'outside.bin'))).toBe(false)
  })
})

describe('a download that must not be kept', () => {
  it('is not the one with this hash', async () => {
    expect(codeOf(await fileFetch(world.attempt({ sha256: hashOf(other) })))).toBe('checksum_mismatch')
    expect(world.stored()).toEqual([])
    expect(await fileFetch(world.attempt({ sha256: hashOf(content) }))).toMatchObject({ type: 'succeeded' })
  })

  it('F100 may not be whole, because nothing says how long it is; its own hash can say so', async () => {
    world.respond = (_request, reply) => {
      reply.useChunkedEncodingByDefault = false
      reply.removeHeader('transfer-encoding')
      reply.shouldKeepAlive = false
      reply.writeHead(200).end(content)
    }
    expect(codeOf(await fileFetch(world.attempt()))).toBe('length_unknown')
    expect(world.stored()).toEqual([])
    expect(await fileFetch(world.attempt({ sha256: hashOf(content) }))).toMatchObject({ type: 'succeeded' })
  })

  it('was cancelled: nothing stays', async () => {
    const stop = new AbortController()
    const run = world.attempt({}, stop.signal)
    run.progress = () => stop.abort(new Stopped('cancelled'))
    await expect(fileFetch(run)).rejects.toBeInstanceOf(Stopped)
    expect(world.stored()).toEqual([])
    expect(readdirSync(join(world.folder, 'downloads'))).toEqual([])
  })

  it('has no room on the disk: it waits, and not a byte of it is asked for in vain', async () => {
    world.respond = (_request, reply) => {
      reply.writeHead(200, { 'content-length': 10 ** 15 })
      reply.write(content)
    }
    const run = world.attempt()
    expect(await fileFetch(run)).toMatchObject({ type: 'wait', reason: 'storage_low', scope: 'job' })
    expect(run.told).toEqual([])
    expect(world.stored()).toEqual(['file.bin.job.part'])
    expect(world.fileOf('file.bin.job.part')).toHaveLength(0)
  })

  it('is refused by the server', async () => {
    world.respond = (_request, reply) => void reply.writeHead(404).end()
    expect(codeOf(await fileFetch(world.attempt()))).toBe('not_found')
    expect(world.stored()).toEqual([])
  })
})

describe('a folder', () => {
  it('that is gone is said, and nothing is asked for', async () => {
    rmSync(world.target, { recursive: true })
    expect(codeOf(await fileFetch(world.attempt()))).toBe('folder_missing')
    expect(world.requests).toEqual([])
  })

  it('S43 with a link in the place of the part is not written through', async () => {
    const elsewhere = join(world.folder, 'elsewhere')
    writeFileSync(elsewhere, 'mine')
    symlinkSync(elsewhere, join(world.target, 'file.bin.job.part'))
    expect(codeOf(await fileFetch(world.attempt()))).toBe('folder_unwritable')
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine')
  })
})
