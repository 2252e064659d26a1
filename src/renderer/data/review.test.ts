// What is left to look at of a table, and that what was seen is not shown again.
import type { SchemaChangeView, TableAbout, TableView } from '@shared/readerMessages'
import { describe, expect, it } from 'vitest'
import { hasToReview, keepReview, lastReview, toReview } from './review'

const change = (at: number): SchemaChangeView => ({
  property: `f${at}`,
  change: 'column_added',
  oldType: null,
  newType: 'text',
  rows: 1,
  at,
})
const about = (ats: number[], setAsideCount: number): TableAbout => ({
  pull: null,
  setAside: [],
  setAsideCount,
  schemaChanges: ats.map(change),
  news: null,
})

describe('PULL-18 what is to be reviewed', () => {
  it('is everything at first, and nothing where nothing happened', () => {
    expect(toReview(about([5, 3], 2), lastReview({ getItem: () => null }, 'x'))).toMatchObject({
      changes: [{ at: 5 }, { at: 3 }],
      setAside: 2,
    })
    expect(toReview(about([], 0), { at: 0, setAside: 0 })).toBeNull()
  })

  it('is what came since it was last seen; the same records set aside again are no news', () => {
    const kept = new Map<string, string>()
    keepReview({ setItem: (key, value) => void kept.set(key, value) }, 'library/orders', { at: 4, setAside: 2 })
    const reviewed = lastReview({ getItem: (key) => kept.get(key) ?? null }, 'library/orders')
    expect(toReview(about([5, 3], 2), reviewed)).toMatchObject({ changes: [{ at: 5 }], setAside: 0 })
    expect(toReview(about([3], 2), reviewed)).toBeNull()
    expect(toReview(about([3], 7), reviewed)).toMatchObject({ setAside: 5 })
    const table = { shapeChangedAt: 5, setAside: 0 } as TableView
    expect(hasToReview(table, reviewed)).toBe(true)
    expect(hasToReview({ ...table, shapeChangedAt: null, setAside: 2 }, reviewed)).toBe(false)
  })

  it.each(['', '5', 'x:y', '-1:2'])('takes %j in its storage for nothing', (stored) =>
    expect(lastReview({ getItem: () => stored }, 'x')).toEqual({ at: 0, setAside: 0 }),
  )
})
