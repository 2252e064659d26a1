// A folder that takes nothing is found out, whoever asks (root may write where rights say no), and a trial leaves nothing.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderProblem } from './dataFolder'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'folder-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('the data folder', () => {
  it('is made where it is not there, and a trial leaves nothing in it', () => {
    expect(folderProblem(join(dir, 'a', 'b'))).toBeNull()
    expect(readdirSync(join(dir, 'a', 'b'))).toEqual([])
  })

  it('that cannot be written says why', () => {
    writeFileSync(join(dir, 'file'), '')
    expect(folderProblem(join(dir, 'file'))).toContain('EEXIST')
    expect(folderProblem(join(dir, 'file', 'inside'))).toContain('ENOTDIR')
  })
})
