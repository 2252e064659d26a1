// source.forget after a pull: what it takes, and what it leaves.
import type { RunSums } from '@shared/jobs/occurrence'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { sourceForget } from './sourceForget'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})

afterEach(() => world.close())

describe('source.forget', () => {
  const forget = async (withRows: boolean): Promise<RunSums> => {
    const sums: RunSums = {}
    const run = world.context(new AbortController().signal, sums)
    expect(await sourceForget({ ...run, input: { sourceId: 's1', table: 'things', withRows } })).toEqual({
      type: 'succeeded',
    })
    return sums
  }
  const known = (): unknown[] =>
    world.query(
      'select (select count(*) from _sources), (select count(*) from _validators), (select count(*) from _lease), (select count(*) from _open_runs)',
    )

  it('takes rows and all that is known of the source', async () => {
    await world.sync()
    expect(await forget(true)).toEqual({ deleted: 3 })
    expect(known()).toEqual([[0, 0, 0, 0]])
    expect(world.query("select name from sqlite_schema where name = 'things'")).toEqual([])
    expect(world.query('select (select count(*) from _tables), (select count(*) from _columns)')).toEqual([[0, 0]])
  })

  it('keeps the rows when asked to, as a table of no source', async () => {
    await world.sync()
    await forget(false)
    expect(known()).toEqual([[0, 0, 0, 0]])
    expect(world.rows()).toHaveLength(3)
    expect(world.query('select table_name, source_id, rows from _tables')).toEqual([['things', null, 3]])
  })

  it('has nothing to do where there is no library', async () => {
    expect(await forget(true)).toEqual({})
  })
})
