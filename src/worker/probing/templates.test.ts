// A test that knows nothing but a template's address finds what that template ships with, in answers made of each API's documentation (D38).
import { pullSettingsOf } from '@shared/pullSettings'
import { type SourceTemplate, sourceTemplates } from '@shared/sources'
import { afterEach, describe, expect, it } from 'vitest'
import { documentedFixture, type Replay, replay } from '../../testing/documented/replay'
import { testSource } from './testSource'

let api: Replay | null = null
afterEach(async () => await api?.close())

const cases: [SourceTemplate['id'], fixture: string, changes: string | null][] = [
  ['usgs', 'usgs.documented-2026-11-22', 'properties.updated'],
  ['github_issues', 'github-issues.documented-2026-11-22', 'updated_at'],
  ['football_data', 'football-data.documented-2026-11-22', 'lastUpdated'],
]

describe('the test of a template', () => {
  it.each(cases)('finds the list, the key, the pages and the time of change: %s', async (id, name, changes) => {
    const template = sourceTemplates.find((one) => one.id === id)
    if (!template) throw new Error(id)
    const fixture = documentedFixture(name)
    api = await replay(fixture)
    const { settings } = template
    const url = settings.url
      .replace('{owner}', 'octocat')
      .replace('{repository}', 'Spoon-Knife')
      .replace(fixture.of, api.origin)
    const { auth } = settings
    const plain = { url, recordsPath: '', paginator: { type: 'single' as const }, auth }
    const pull = { pull: pullSettingsOf({ tokenAs: settings.pull?.tokenAs ?? { type: 'bearer' } }) }
    const { signal } = new AbortController()
    const input = { settings: { ...plain, ...pull }, token: auth === 'none' ? null : 'token', proxy: 'DIRECT' }
    const test = await testSource({ input, signal })
    if (test.type !== 'answered') throw new Error(test.error.code)
    const [list] = test.lists
    expect(list?.path).toBe(settings.recordsPath)
    expect(list?.survey.keys[0]).toBe(settings.keyField)
    expect(list?.changes?.field ?? null).toBe(changes)
    expect(test.pages.paginator).toEqual(settings.paginator)
    expect(test.pages.pages).toBeNull()
  })
})
