// Only what a worker set aside is listed and removed: by its whole name, never through a link (P27).
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { damagedCopies, removeDamagedCopies } from './damagedCopies'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'copies-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const OLD = 1_700_000_000_000
const NEW = 1_750_000_000_000

it('P5 P27 lists each set with its size, removes the old ones, and touches nothing else', async () => {
  expect(await damagedCopies(dir)).toBeNull()
  const others = ['library.db', `library.db.damaged-${OLD}.txt`, 'library.db.damaged-1', `xlibrary.db.damaged-${OLD}`]
  for (const name of [...others, `library.db.damaged-${OLD}`, `library.db.damaged-${NEW}-wal`]) {
    writeFileSync(join(dir, name), '12345')
  }
  writeFileSync(join(dir, `library.db.damaged-${NEW}`), '123')
  symlinkSync(join(dir, 'library.db'), join(dir, `library.db.damaged-${OLD + 1}`))
  mkdirSync(join(dir, `library.db.damaged-${OLD + 2}`))
  const newestPath = join(dir, `library.db.damaged-${NEW}`)
  expect(await damagedCopies(dir)).toEqual({ newestAt: NEW, newestPath, bytes: 13 })
  await removeDamagedCopies(dir, NEW - OLD, NEW)
  expect(existsSync(join(dir, `library.db.damaged-${OLD}`))).toBe(false)
  expect((await damagedCopies(dir))?.bytes).toBe(8)
  await removeDamagedCopies(dir, 0, NEW)
  expect(await damagedCopies(dir)).toBeNull()
  expect(readdirSync(dir)).toEqual(
    expect.arrayContaining([...others, `library.db.damaged-${OLD + 1}`, `library.db.damaged-${OLD + 2}`]),
  )
})
