// When the bytes of a download are written through: the calls of a real file, in their order. What a kill leaves of them: kills.test.ts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPart, STEP_BYTES, trustedBytes } from './partFile'

let folder: string
let path: string
/** Ends of what was written, and `synced`. */
let calls: (number | 'synced')[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-part-'))
  path = join(folder, 'a.part')
  calls = []
  const some = await open(path, 'w')
  const handles = Object.getPrototypeOf(some) as FileHandle
  await some.close()
  const real = (call: 'write' | 'datasync') => handles[call] as (...args: unknown[]) => Promise<unknown>
  const [write, datasync] = [real('write'), real('datasync')]
  vi.spyOn(handles, 'write').mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    const [, , length, at] = args as [Buffer, number, number, number]
    calls.push(at + length)
    return (await Reflect.apply(write, this, args)) as never
  })
  vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
    await Reflect.apply(datasync, this, [])
    calls.push('synced')
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('the part of a download', () => {
  it.each([1_000, STEP_BYTES, 2 * STEP_BYTES + 7])(
    'P2 begins no MiB before the one before it was written through, in pieces of %d bytes',
    async (pieceBytes) => {
      const content = Buffer.alloc(3 * STEP_BYTES + 5, 'some text, ')
      const part = await openPart(path)
      for (let at = 0; at < content.length; at += pieceBytes) await part.write(content.subarray(at, at + pieceBytes))
      await part.close()
      expect(readFileSync(path).equals(content)).toBe(true)
      for (const [at, end] of calls.entries()) {
        if (end === 'synced' || end <= STEP_BYTES) continue
        const synced = calls.lastIndexOf('synced', at)
        const before = calls.slice(0, Math.max(0, synced)).filter((call) => call !== 'synced')
        expect(Math.max(0, ...before)).toBeGreaterThanOrEqual(Math.floor((end - 1) / STEP_BYTES) * STEP_BYTES)
      }
      expect(calls.at(-1)).toBe('synced')
    },
  )

  it('is cut to what was surely written through when it is opened again', async () => {
    const part = await openPart(path)
    await part.write(Buffer.alloc(2 * STEP_BYTES + 9))
    await part.close()
    const again = await openPart(path)
    expect(again.bytes).toBe(2 * STEP_BYTES)
    await again.close()
    expect(readFileSync(path)).toHaveLength(2 * STEP_BYTES)
  })
})

it.each([
  [0, 0],
  [1, 0],
  [STEP_BYTES, 0],
  [STEP_BYTES + 1, STEP_BYTES],
  [3 * STEP_BYTES, 2 * STEP_BYTES],
])('of %d bytes that a kill left %d are trusted', (size, trusted) => expect(trustedBytes(size)).toBe(trusted))
