// What is written about a source, from a template to its settings, and the mistakes that are said beside the fields.
import { createText } from '@shared/i18n/text'
import { pullSettingsOf } from '@shared/pullSettings'
import { sourceSettingsSchema, sourceTemplates } from '@shared/sources'
import { describe, expect, it } from 'vitest'
import {
  addressOf,
  draftErrors,
  draftOfSettings,
  draftOfTemplate,
  emptyDraft,
  inNextRound,
  isReadableOnTheWay,
  type SourceDraft,
  settingsOf,
} from './sourceDraft'

const text = createText('en')
const template = (id: string): SourceDraft => {
  const found = sourceTemplates.find((one) => one.id === id)
  if (!found) throw new Error(`no template ${id}`)
  return draftOfTemplate(found, text)
}
const own = (change: Partial<SourceDraft> = {}): SourceDraft => ({
  ...emptyDraft(),
  name: 'Items',
  url: 'https://example.com/items',
  keyField: 'id',
  ...change,
})

describe('a template', () => {
  it('without places to fill can be sent as it is', () => {
    const draft = template('usgs')
    expect(draftErrors(draft)).toEqual({})
    expect(sourceSettingsSchema.parse(settingsOf(draft)).name).toBe('Earthquakes (USGS)')
  })

  it('that needs a key in a header says which', () => {
    const settings = settingsOf(template('football_data'))
    expect(sourceSettingsSchema.parse(settings)).toMatchObject({
      auth: 'bearer',
      recordsPath: 'matches',
      keyField: 'id',
    })
    expect(settings.pull?.tokenAs).toEqual({ type: 'header', name: 'X-Auth-Token' })
  })

  it('asks for what stands in braces, each in its own field and the name not at all', () => {
    expect(draftErrors(template('github_issues'))).toEqual({
      owner: 'words:needs_value',
      repository: 'words:needs_value',
    })
  })

  it('is named after what fills it, unless the person names it', () => {
    const filled = { ...template('github_issues'), filled: { owner: ' octo cat'.trim(), repository: 'hello' } }
    expect(draftErrors(filled).owner).toBe('sources:field_part_only')
    expect(draftErrors({ ...filled, filled: { owner: '..', repository: 'x' } }).owner).toBe('sources:field_part_only')
    const draft = { ...filled, filled: { owner: 'octocat', repository: ' hello ' } }
    expect(draftErrors(draft)).toEqual({})
    expect(settingsOf(draft)).toMatchObject({
      name: 'octocat/hello',
      url: 'https://api.github.com/repos/octocat/hello/issues?state=all&per_page=100',
    })
    expect(settingsOf({ ...draft, name: 'Mine' }).name).toBe('Mine')
  })

  it('puts no part of what was typed anywhere else in the address', () => {
    const draft = { ...template('github_issues'), filled: { owner: 'a?b#c', repository: 'd' } }
    expect(addressOf(draft)).toContain('/repos/a%3Fb%23c/d/issues')
  })
})

describe('an address of one’s own', () => {
  it.each([
    ['', 'words:needs_value'],
    ['example.com/items', 'refusals:url_invalid'],
    ['ftp://example.com/items', 'refusals:url_scheme'],
    ['https://me:secret@example.com/', 'refusals:url_has_password'],
    ['https://example.com/{id}', 'refusals:url_placeholder'],
    ['https://example.com/%7Bid%7D', 'refusals:url_placeholder'],
    ['https://example.com/%zz', undefined],
    ['  http://127.0.0.1:8080/x ', undefined],
  ])('%s: %s', (url, error) => expect(draftErrors(own({ url })).url).toBe(error))

  it('needs a name and a key', () => {
    expect(draftErrors(own({ name: ' ', keyField: ' ' }))).toEqual({
      name: 'words:needs_value',
      keyField: 'words:needs_value',
    })
  })

  it('is trimmed and fits the contract', () => {
    const settings = settingsOf(own({ url: ' https://example.com/items ', recordsPath: ' data.items ' }))
    expect(settings).toMatchObject({ url: 'https://example.com/items', recordsPath: 'data.items' })
    expect(sourceSettingsSchema.safeParse(settings).success).toBe(true)
  })

  it('says when others could read along, but not on this computer', () => {
    expect(isReadableOnTheWay('http://example.com/')).toBe(true)
    expect(['https://example.com/', 'http://localhost:1/', 'http://[::1]/', 'http'].some(isReadableOnTheWay)).toBe(
      false,
    )
  })
})

describe('editing', () => {
  it('a source and changing nothing keeps its settings', () => {
    const settings = settingsOf(own({ everyMs: 120_000, constraints: { charging: true }, auth: 'bearer' }))
    expect(settingsOf(draftOfSettings(settings))).toEqual(settings)
  })

  it('PULL-8 pulling everything again changes the round and nothing else', () => {
    const settings = settingsOf(own({ auth: 'bearer', everyMs: 120_000 }))
    const view = { ...settings, id: 's', table: 't', enabled: true }
    const next = inNextRound(inNextRound(view))
    expect(next).toEqual({ ...settings, pull: pullSettingsOf({ round: 2 }) })
    expect(sourceSettingsSchema.safeParse(next).success).toBe(true)
  })

  it('the sample asks only for a name', () => {
    const sample = { ...own(), url: 'sample:/matches', keyField: 'id', name: '' }
    expect(draftErrors(sample, true)).toEqual({ name: 'words:needs_value' })
  })
})
