// Tokens on a real disk with a key store made up: bound to source and origin, whole or absent, never lost to a store that is away.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { LogFields, Logger } from '@shared/logger'
import type { TokenOwner } from '@shared/tokenOwner'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeStorage } from './fakeSafeStorage'
import { isSameOrigin, originOf } from './origins'
import { Secret } from './secret'
import { createVault, type Vault } from './vault'

const CANARY = 'Zq7canary-token'
const GITHUB = 'https://api.github.com'
const OTHER = 'https://example.org'

let dir: string
let storage: FakeStorage
let logged: string[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vault-'))
  storage = new FakeStorage(CANARY)
  logged = []
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const open = (): Vault => {
  const line = (message: string, fields?: LogFields): void => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const log: Logger = { debug: line, info: line, warn: line, error: line }
  return createVault({ dir, safeStorage: storage, log })
}
const source = (id: string): TokenOwner => ({ kind: 'source', id })
const files = () => readdirSync(dir).toSorted()
const only = () => join(dir, files()[0] ?? '')

describe('the vault', () => {
  it('keeps a token over a restart, for its source and its origin only', async () => {
    await open().put(source('github'), GITHUB, CANARY)
    const vault = open()
    expect(vault.store()).toBe('system')
    expect(vault.has('github')).toBe(true)
    expect(vault.get('github', GITHUB)).toBe(CANARY)
    expect(vault.get('github', OTHER)).toBeNull()
    expect(vault.get('github', 'http://api.github.com')).toBeNull()
    expect(vault.get('other', GITHUB)).toBeNull()
    expect(vault.has('other')).toBe(false)
  })

  it('S46, P28 stores ciphertext that only this user can read, under a name that is not the id', async () => {
    await open().put(source('../../etc/passwd'), GITHUB, CANARY)
    expect(files()).toHaveLength(1)
    expect(files()[0]).toMatch(/^[0-9a-f]{40}\.json$/)
    expect(statSync(only()).mode & 0o777).toBe(0o600)
    expect(readFileSync(only(), 'utf8')).not.toContain(CANARY)
  })

  it('F207 saves the name of the key store beside', async () => {
    await open().put(source('a'), GITHUB, CANARY)
    expect(JSON.parse(readFileSync(only(), 'utf8'))).toMatchObject({ version: 1, backend: 'gnome_libsecret' })
  })

  it('replaces a token, and forgets it with everything of it', async () => {
    const vault = open()
    await vault.put(source('a'), GITHUB, 'old')
    await vault.put(source('a'), OTHER, 'new')
    expect(vault.get('a', GITHUB)).toBeNull()
    expect(vault.get('a', OTHER)).toBe('new')
    await vault.forget('a')
    await vault.forget('a')
    expect(vault.has('a')).toBe(false)
    expect(files()).toEqual([])
  })

  it('S26 does not believe a file that was put under another source', async () => {
    const vault = open()
    await vault.put(source('a'), GITHUB, CANARY)
    const [mine] = files()
    await vault.put(source('b'), GITHUB, 'b')
    const theirs = files().find((name) => name !== mine)
    renameSync(join(dir, mine ?? ''), join(dir, theirs ?? ''))
    expect(open().get('b', GITHUB)).toBeNull()
  })

  it.each([
    ['basic_text', true],
    ['unknown', true],
    ['gnome_libsecret', false],
  ])('S25, F206 keeps tokens in memory only with %s, available: %s', async (name, available) => {
    storage.name = name
    storage.available = available
    const vault = open()
    await vault.put(source('a'), GITHUB, CANARY)
    expect(vault.store()).toBe('memory')
    expect(vault.get('a', GITHUB)).toBe(CANARY)
    expect(vault.get('a', OTHER)).toBeNull()
    expect(files()).toEqual([])
    expect(open().has('a')).toBe(false)
    await vault.forget('a')
    expect(vault.get('a', GITHUB)).toBeNull()
  })

  it('F208 asks a key store that fails once, not again and again', async () => {
    let asked = 0
    storage.isAvailable = () => {
      asked += 1
      throw new Error('locked')
    }
    const vault = open()
    await vault.put(source('a'), GITHUB, CANARY)
    vault.get('a', GITHUB)
    expect([vault.store(), asked]).toEqual(['memory', 1])
  })

  it('F209 leaves a token that cannot be decrypted where it is, and says it has none', async () => {
    await open().put(source('a'), GITHUB, CANARY)
    storage.key = 0x11
    const vault = open()
    expect(vault.get('a', GITHUB)).toBeNull()
    expect(vault.get('a', GITHUB)).toBeNull()
    expect(storage.decrypted).toBe(1)
    expect(vault.has('a')).toBe(false)
    storage.key = 0x5a
    expect(open().get('a', GITHUB)).toBe(CANARY)
  })

  it('F207 keeps the token of another key store beside when a new one is given', async () => {
    await open().put(source('a'), GITHUB, CANARY)
    storage.key = 0x11
    const vault = open()
    await vault.put(source('a'), GITHUB, 'new')
    expect(vault.get('a', GITHUB)).toBe('new')
    expect(files()).toHaveLength(2)
    await vault.forget('a')
    expect(files()).toEqual([])
  })

  it('F209 survives a file cut at every length', async () => {
    await open().put(source('a'), GITHUB, CANARY)
    const whole = readFileSync(only(), 'utf8')
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(only(), whole.slice(0, length))
      expect(open().get('a', GITHUB)).toBeNull()
    }
    writeFileSync(only(), whole)
    expect(open().get('a', GITHUB)).toBe(CANARY)
  })

  it('keeps a token in memory when the disk refuses it', async () => {
    const vault = open()
    expect(vault.store()).toBe('system')
    rmSync(dir, { recursive: true })
    await vault.put(source('a'), GITHUB, CANARY)
    expect(vault.get('a', GITHUB)).toBe(CANARY)
  })

  it.each(['https://api.github.com/path', 'not a url', 'file:///etc', 'https://me:pw@host'])(
    'refuses %s as an origin',
    async (origin) => {
      await expect(open().put(source('a'), origin, CANARY)).rejects.toThrow('origin')
    },
  )

  it('keeps the tokens of what there still is, and none of what is gone', async () => {
    const vault = open()
    await vault.put(source('a'), GITHUB, CANARY)
    storage.key = 0x33
    await open().put(source('a'), GITHUB, CANARY)
    await open().put(source('gone'), OTHER, CANARY)
    writeFileSync(join(dir, 'not-ours.json'), '')
    const before = files().length
    await vault.keepOnly(['a'])
    expect(files()).toHaveLength(before - 1)
    expect(files()).toContain('not-ours.json')
    expect([open().get('a', GITHUB), open().has('gone')]).toEqual([CANARY, false])
  })

  it('P28 never says a token in the log', async () => {
    await open().put(source('a'), GITHUB, CANARY)
    storage.key = 0x11
    open().get('a', GITHUB)
    rmSync(dir, { recursive: true })
    await open().put(source('a'), GITHUB, CANARY)
    expect(logged.length).toBeGreaterThan(1)
    expect(logged.join('\n')).not.toContain(CANARY)
  })
})

describe('a secret', () => {
  it('S31 never prints', () => {
    const secret = new Secret(CANARY)
    const prints = [
      [secret, 'a'].join(''),
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: [secret] }),
    ]
    const copies = [JSON.stringify(structuredClone(secret)), Object.entries(secret).join('')]
    expect([...prints, ...copies].filter((print) => print.includes(CANARY))).toEqual([])
    expect(secret.reveal()).toBe(CANARY)
  })
})

describe('origins', () => {
  it.each([
    ['https://Example.org:443/a?b#c', 'https://example.org'],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
    ['https://me@host/', null],
    ['ftp://host', null],
    ['javascript:alert(1)', null],
    ['//host', null],
  ])('of %s is %s', (url, origin) => {
    expect(originOf(url)).toBe(origin)
  })

  it('S27 are the same only where scheme, host and port are', () => {
    const part = fc.record({
      scheme: fc.constantFrom('http', 'https'),
      host: fc.constantFrom('a.example', 'b.example', 'a.example.evil'),
      port: fc.constantFrom('', ':80', ':443', ':8443'),
      path: fc.webPath(),
    })
    const urlOf = ({
      scheme,
      host,
      port,
      path,
    }: {
      scheme: string
      host: string
      port: string
      path: string
    }): string => `${scheme}://${host}${port}${path}`
    const portOf = ({ scheme, port }: { scheme: string; port: string }): string =>
      port || (scheme === 'https' ? ':443' : ':80')
    fc.assert(
      fc.property(part, part, (one, other) => {
        const same = one.scheme === other.scheme && one.host === other.host && portOf(one) === portOf(other)
        expect(isSameOrigin(urlOf(one), urlOf(other))).toBe(same)
      }),
    )
    expect(isSameOrigin('nonsense', 'nonsense')).toBe(false)
  })
})
