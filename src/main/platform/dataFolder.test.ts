// A folder that takes nothing is found out, whoever asks (root may write where rights say no), and a trial leaves nothing.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unusableFolder } from './dataFolder'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'folder-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('the data folder', () => {
  it('is made where it is not there, and a trial leaves nothing in it', () => {
    expect(unusableFolder('', () => join(dir, 'a', 'b'), dir)).toBeNull()
    expect(readdirSync(join(dir, 'a', 'b'))).toEqual([])
  })

  it('that cannot be written says why', () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    expect(unusableFolder('', () => file, dir)?.cause).toContain('EEXIST')
    expect(unusableFolder('', () => join(file, 'inside'), dir)?.cause).toContain('ENOTDIR')
  })

  it('is the one that was asked for, not the one Electron takes in its place', () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    expect(unusableFolder(file, () => dir, dir)).toMatchObject({ folder: file })
    expect(unusableFolder(join(dir, 'asked'), () => file, dir)).toBeNull()
  })

  it('that Electron cannot even name is said by what it is made from', () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    const nameless = (): string => {
      throw new Error("Failed to get 'userData' path")
    }
    expect(unusableFolder('', nameless, file)?.cause).toContain('EEXIST')
    expect(unusableFolder('', nameless, dir)?.cause).toContain('userData')
  })
})
