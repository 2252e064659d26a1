// A look at a table: its part of a request, its order by clicks, and when it was last.
import { rowsRequestSchema } from '@shared/readerMessages'
import { expect, it } from 'vitest'
import { emptyLook, isWhole, keepLook, lastLook, nextSort, requestOf } from './tableLook'

it('asks for nothing special until something is chosen', () => {
  const look = emptyLook(5)
  expect([requestOf(look), isWhole(look)]).toEqual([{}, true])
  const chosen = { ...look, search: ' a ', show: 'gone' as const, sort: { column: 'id', descending: true } }
  expect(requestOf(chosen)).toEqual({
    search: 'a',
    sort: { column: 'id', descending: true },
    only: { what: 'gone', since: 5 },
  })
  expect(isWhole(chosen)).toBe(false)
  const request = { file: 'library', table: 't', limit: 5, after: null, ...requestOf(chosen) }
  expect(rowsRequestSchema.safeParse(request).success).toBe(true)
})

it('is sorted by clicks on one column: up, down, not at all', () => {
  const up = nextSort(null, 'id')
  const down = nextSort(up, 'id')
  expect([up, down, nextSort(down, 'id')]).toEqual([
    { column: 'id', descending: false },
    { column: 'id', descending: true },
    null,
  ])
  expect(nextSort(down, 'name')).toEqual({ column: 'name', descending: false })
})

it('is remembered by table, and damage is as if it never was', () => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  keepLook(storage, 'library/a', 7)
  expect([lastLook(storage, 'library/a'), lastLook(storage, 'library/b')]).toEqual([7, 0])
  kept.set('lull.looked:library/a', 'x')
  expect(lastLook(storage, 'library/a')).toBe(0)
})
