// Writes of tokens: their order, what counts while they are under way, and what a kill between any two steps leaves.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenOwner } from '@shared/tokenOwner'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeStorage } from './fakeSafeStorage'
import { type FileSteps, fileSteps } from './safeFile'
import { createVault, type Vault } from './vault'

const CANARY = 'Zq7canary-token'
const GITHUB = 'https://api.github.com'
const OTHER = 'https://example.org'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vault-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const open = (steps: FileSteps = fileSteps): Vault =>
  createVault({ dir, safeStorage: new FakeStorage(), log: silent, steps })
const source = (id: string): TokenOwner => ({ kind: 'source', id })
const files = () => readdirSync(dir).toSorted()

/** A vault whose process is gone after this step of a write: nothing of it happens any more. */
function dyingAfter(last: keyof FileSteps): { vault: Vault; killed: Promise<void> } {
  let die: () => void = () => undefined
  const killed = new Promise<void>((resolve) => {
    die = resolve
  })
  const after =
    <A extends unknown[], R>(step: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await step(...args)
      die()
      return new Promise<never>(() => undefined)
    }
  return {
    vault: open({ ...fileSteps, [last]: after(fileSteps[last] as (...args: unknown[]) => Promise<unknown>) }),
    killed,
  }
}

describe('the vault while it writes', () => {
  it('removes what a kill in the middle of writing left', async () => {
    writeFileSync(join(dir, `${'a'.repeat(40)}.json.0123456789abcdef.tmp`), 'half')
    const vault = open()
    vault.store()
    await vault.forget('anything')
    expect(files()).toEqual([])
  })

  it.each(['create', 'fill', 'flush', 'place', 'flushDirectory'] as const)(
    'F31 holds the old token or the new one, whole, when it is killed after %s',
    async (last) => {
      await open().put(source('a'), GITHUB, 'old')
      const { vault, killed } = dyingAfter(last)
      void vault.put(source('a'), GITHUB, 'new')
      await killed
      const next = open()
      expect(next.get('a', GITHUB)).toBe(last === 'place' || last === 'flushDirectory' ? 'new' : 'old')
      await next.put(source('b'), OTHER, CANARY)
      expect(files()).toHaveLength(2)
    },
  )

  it('counts what was put and forgotten from the call on, and writes it in that order', async () => {
    const vault = open()
    const all = [
      vault.put(source('a'), GITHUB, 'first'),
      vault.put(source('b'), OTHER, 'b'),
      vault.put(source('a'), OTHER, 'second'),
    ]
    expect([vault.get('a', GITHUB), vault.get('a', OTHER), vault.has('b')]).toEqual([null, 'second', true])
    all.push(vault.forget('b'))
    expect([vault.get('b', OTHER), vault.has('b')]).toEqual([null, false])
    await Promise.all(all)
    expect([open().get('a', OTHER), open().has('b')]).toEqual(['second', false])
    const again = [vault.forget('a'), vault.put(source('a'), GITHUB, 'third')]
    expect([vault.get('a', OTHER), vault.get('a', GITHUB)]).toEqual([null, 'third'])
    await Promise.all(again)
    expect([vault.get('a', GITHUB), open().get('a', GITHUB)]).toEqual(['third', 'third'])
  })

  it('keeps a token that is given while strays are cleaned up, whose owner is not stored yet', async () => {
    await open().put(source('stray'), GITHUB, CANARY)
    const vault = open()
    const owners: string[] = []
    const given = vault.put(source('new'), OTHER, CANARY)
    const cleaned = vault.keepOnly(owners)
    await Promise.all([given, cleaned, vault.put(source('newer'), OTHER, CANARY)])
    const next = open()
    expect(['stray', 'new', 'newer'].filter((id) => next.has(id))).toEqual(['new', 'newer'])
  })
})
