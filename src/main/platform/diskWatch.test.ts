// A disk is tried only where there is cause, and what is told is what a trial found.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDiskWatch, type DiskState, diskOf, SCARCE_BYTES } from './diskWatch'

function open() {
  const disk = { free: SCARCE_BYTES as number | null, code: '', trials: 0 }
  const told: DiskState[] = []
  const watch = createDiskWatch({
    freeBytes: async () => disk.free,
    tryWrite: async () => {
      disk.trials += 1
      if (disk.code !== '') throw Object.assign(new Error(disk.code), { code: disk.code })
    },
    changed: (state) => void told.push(state),
  })
  return { disk, told, watch }
}

describe('P3 F34 the disk', () => {
  it('with room is not written to', async () => {
    const { disk, watch, told } = open()
    await watch.look()
    disk.free = null
    await watch.look()
    expect([disk.trials, told]).toEqual([0, []])
  })

  it('with little room is tried, and may still take what is needed', async () => {
    const { disk, watch, told } = open()
    disk.free = SCARCE_BYTES - 1
    await watch.look()
    expect([disk.trials, told]).toEqual([1, []])
  })

  it.each([
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EROFS', 'read_only'],
    ['EACCES', 'read_only'],
  ])('that refuses with %s is %s, once, until it takes again', async (code, state) => {
    const { disk, watch, told } = open()
    disk.code = code
    await watch.failed()
    await watch.look()
    expect(told).toEqual([state])
    disk.code = ''
    await watch.look()
    expect(told).toEqual([state, 'takes'])
  })

  it('is left as it was by a trial', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'disk-'))
    try {
      const { freeBytes, tryWrite } = diskOf(dir)
      await tryWrite(1_000)
      expect(readdirSync(dir)).toEqual([])
      expect(await freeBytes()).toBeGreaterThan(0)
      await expect(diskOf(join(dir, 'none')).tryWrite(1)).rejects.toThrow('ENOENT')
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
