// What a test found becomes what will be saved: at once where nothing was written, on a click where it differs, never over what somebody wrote.
import { pullSettingsOf } from '@shared/pullSettings'
import { sourceSettingsSchema } from '@shared/sources'
import type { AnsweredTest, FoundList } from '@shared/sourceTest'
import { describe, expect, it } from 'vitest'
import {
  adopted,
  foundList,
  requestMark,
  testedOf,
  typeOf,
  typesDiffer,
  withFoundChanges,
  withFoundList,
  withFoundPages,
  withType,
} from './foundDraft'
import { emptyDraft, type SourceDraft, settingsOf } from './sourceDraft'

const list = (path: string, keys: string[]): FoundList => ({
  asTypes: [],
  path,
  count: 30,
  isWhole: true,
  changes: { field: 'updated_at', compare: 'time' },
  survey: { rowsSeen: 30, columns: [], columnCount: 0, keys, keyIsLikely: keys.length > 0, rows: [] },
})
const test: AnsweredTest = {
  type: 'answered',
  status: 200,
  ms: 12,
  bytes: 900,
  isWhole: true,
  lists: [list('data.items', ['id', 'slug']), list('data.tags', ['tag'])],
  pages: { paginator: { type: 'single' }, pages: { type: 'next_url', path: 'links.next' }, at: 'links.next' },
}
const draft = (change: Partial<SourceDraft> = {}): SourceDraft => ({
  ...emptyDraft(),
  name: 'Items',
  url: 'https://example.com/items',
  ...change,
})

describe('what a test found', () => {
  it('fills in what was not written, and that is what is saved', () => {
    const settings = sourceSettingsSchema.parse(settingsOf(adopted(draft(), test)))
    expect(settings).toMatchObject({ recordsPath: 'data.items', keyField: 'id', paginator: { type: 'single' } })
    expect(settings.pull?.pages).toEqual({ type: 'next_url', path: 'links.next' })
    expect(settings.pull?.incremental).toBeNull()
  })

  it('changes nothing that was written', () => {
    const written = draft({ recordsPath: 'elsewhere', keyField: 'slug', paginator: { type: 'link' } })
    expect(adopted(written, test)).toEqual(written)
    expect(foundList(written, test)).toBeNull()
  })

  it('leaves the answer itself alone where that is a list', () => {
    const top = { ...test, lists: [...test.lists, list('', ['key'])] }
    expect(adopted(draft(), top)).toMatchObject({ recordsPath: '', keyField: 'key' })
  })

  it('has another key with another list', () => {
    const other = withFoundList(adopted(draft(), test), test, 'data.tags')
    expect(other).toMatchObject({ recordsPath: 'data.tags', keyField: 'tag' })
    expect(withFoundList(other, test, 'nowhere').keyField).toBe('')
  })

  it('is used on a click where it differs', () => {
    const written = draft({ keyField: 'id', paginator: { type: 'link' } })
    const pages = settingsOf({ ...written, ...withFoundPages(written, test.pages) })
    expect([pages.paginator, pages.pull?.pages]).toEqual([{ type: 'single' }, { type: 'next_url', path: 'links.next' }])
    const link = withFoundPages(written, { paginator: { type: 'link' }, pages: null, at: 'Link' })
    expect([link.paginator, link.pull.pages]).toEqual([{ type: 'link' }, null])
    const changes = withFoundChanges(written, { field: 'updated_at', compare: 'time' })
    expect(changes.pull).toMatchObject({ isIncremental: true, incremental: { field: 'updated_at', param: '' } })
  })
})

describe('what is asked for', () => {
  it('is all that makes the request, and may lack a name and a key', () => {
    expect(testedOf(draft({ name: '' }))).toEqual({
      url: 'https://example.com/items',
      recordsPath: '',
      paginator: { type: 'single' },
      auth: 'none',
    })
    const pull = { ...emptyDraft().pull, query: 'status=open' }
    expect(testedOf(draft({ pull })).pull).toEqual(pullSettingsOf({ query: { status: 'open' } }))
  })

  it('is another request with another address or sign-in, and the same with another list or other pages', () => {
    const before = requestMark(draft())
    expect(requestMark(draft({ recordsPath: 'x', keyField: 'y', name: 'z', paginator: { type: 'link' } }))).toBe(before)
    expect(requestMark(draft({ url: 'https://example.com/others' }))).not.toBe(before)
    expect(requestMark(draft({ auth: 'bearer' }))).not.toBe(before)
  })
})

describe('a type that is chosen', () => {
  it('PULL-17 is saved with the source, and taken back to what was found', () => {
    const chosen = { ...draft(), ...withType(draft(), 'constructor', 'number') }
    expect(sourceSettingsSchema.parse(settingsOf({ ...chosen, keyField: 'id' })).pull?.types).toEqual({
      constructor: 'number',
    })
    const back = { ...chosen, ...withType(chosen, 'constructor', undefined) }
    expect([typeOf(back.pull.types, 'constructor'), settingsOf({ ...back, keyField: 'id' }).pull]).toEqual([
      undefined,
      undefined,
    ])
  })

  it('is of no other request, so that a test goes on telling of it', () => {
    expect(requestMark({ ...draft(), ...withType(draft(), 'a', 'text') })).toBe(requestMark(draft()))
  })

  it('of another list is none: its fields are others', () => {
    const chosen = { ...draft(), ...withType(draft(), 'a', 'text') }
    expect(withFoundList(chosen, test, 'data.tags').pull.types).toEqual({})
  })

  it('pulls everything again only where rows are stored otherwise', () => {
    const chosen = { ...draft(), ...withType(draft(), 'a', 'text') }
    expect(
      [null, {}, { a: 'text' }, { a: 'number' }, { a: 'text', b: 'text' }].map((before) =>
        typesDiffer(chosen, before as never),
      ),
    ).toEqual([false, true, false, true, true])
  })
})
