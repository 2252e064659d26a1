// The templates, with just the settings they ship with, against answers made of each API's published documentation (D38). The live endpoints
// were not reached: what is shown is that the settings fit what is documented.
import { type SourceTemplate, sourceTemplates } from '@shared/sources'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DocumentedFixture, documentedFixture, type Replay, replay } from '../../testing/documented/replay'
import { FeedWorld } from '../../testing/feedWorld'

const fixtures: Record<SourceTemplate['id'], string> = {
  usgs: 'usgs.documented-2026-11-22',
  github_issues: 'github-issues.documented-2026-11-22',
  football_data: 'football-data.documented-2026-11-22',
}

let world: FeedWorld
let api: Replay
let fixture: DocumentedFixture

async function openTemplate(id: SourceTemplate['id'], filled: Record<string, string> = {}): Promise<void> {
  const template = sourceTemplates.find((one) => one.id === id)
  if (!template) throw new Error(id)
  fixture = documentedFixture(fixtures[id])
  api = await replay(fixture)
  const url = template.placeholders.reduce(
    (at, name) => at.replace(`{${name}}`, filled[name] ?? ''),
    template.settings.url,
  )
  expect(new URL(url).origin).toBe(fixture.of)
  const { recordsPath, keyField, paginator, auth, pull } = template.settings
  world.source = {
    ...world.source,
    url: url.replace(fixture.of, api.origin),
    recordsPath,
    keyField,
    paginator,
    auth,
    pull: pull ?? world.source.pull,
  }
}

const asked = (): string[] => api.requests.map(({ path, status }) => `${status} ${path}`)

beforeEach(async () => {
  world = await FeedWorld.open()
  world.clock = Date.UTC(2026, 10, 22, 12)
})
afterEach(async () => {
  await api.close()
  await world.close()
})

it('D38 every template has a fixture, named documented with its date, that says what it was made of', async () => {
  expect(Object.keys(fixtures).toSorted()).toEqual(sourceTemplates.map(({ id }) => id).toSorted())
  for (const name of Object.values(fixtures)) {
    const { date, from } = documentedFixture(name)
    expect(name).toContain(`.documented-${date}`)
    expect(from.length).toBeGreaterThan(0)
  }
  await openTemplate('usgs')
})

describe('Earthquakes (USGS), as documented', () => {
  beforeEach(() => openTemplate('usgs'))

  it('D38 every feature is a row under its id, with its numbers, times, nulls and place as they were sent', async () => {
    expect(await world.sync()).toMatchObject({
      outcome: { type: 'succeeded' },
      sums: { requests: 1, pages: 1, inserted: 3, setAside: 0 },
    })
    const at = (field: string): string => `json_extract(properties, '$.${field}')`
    expect(
      world.query(
        `select _key, id, type, ${at('mag')}, ${at('time')}, ${at('felt')}, geometry from things order by _key`,
      ),
    ).toEqual([
      ['ak026f1a2b3c', 'ak026f1a2b3c', 'Feature', null, 1795288000001, null, point([-149.7, 63.4, 92.3])],
      ['ci40812345', 'ci40812345', 'Feature', 1.27, 1795301523450, null, point([-122.8163, 38.8256667, 1.94])],
      ['us7000qx9z', 'us7000qx9z', 'Feature', 5.8, 1795290004123, 112, point([122.4391, 23.2872, 10])],
    ])
  })

  it('D38 a feed without validators is read again, and no row is rewritten', async () => {
    await world.sync()
    world.clock += 60_000
    expect((await world.sync()).sums).toMatchObject({ requests: 1, inserted: 0, updated: 0, unchanged: 3 })
  })
})

function point(coordinates: number[]): string {
  return JSON.stringify({ type: 'Point', coordinates })
}

describe('GitHub issues, as documented', () => {
  const first = '/repos/octocat/Spoon-Knife/issues?state=all&per_page=100'
  const second = '/repositories/1300192/issues?state=all&per_page=100&page=2'

  beforeEach(() => openTemplate('github_issues', { owner: 'octocat', repository: 'Spoon-Knife' }))

  it('D38 the Link header leads to the next page, by the id of the repository, and ends where no next is named', async () => {
    expect((await world.sync()).sums).toMatchObject({ requests: 2, pages: 2, inserted: 3, setAside: 0 })
    expect(asked()).toEqual([`200 ${first}`, `200 ${second}`])
  })

  it('D38 issues and pull requests are rows under their id, with their numbers, truth values, nulls and parts', async () => {
    await world.sync()
    const columns = 'number, state, title, body, locked, closed_at, pull_request is not null'
    expect(world.query(`select _key, typeof(id), ${columns} from things order by number`)).toEqual([
      ['1', 'integer', 1, 'closed', 'First of all', null, 0, '2011-05-01T08:00:00Z', 0],
      ['3012345601', 'integer', 1347, 'open', 'Found a bug', "I'm having a problem with this.", 0, null, 0],
      ['3012345678', 'integer', 1349, 'open', 'Keep the fork in step', 'Adds a note.\r\n\r\nCloses #1347', 0, null, 1],
    ])
    expect(world.query("select json_extract(labels, '$[0].name') from things where number = 1347")).toEqual([['bug']])
  })

  it('D38 PULL-9 unchanged pages are asked for by their ETags and answered with 304', async () => {
    await world.sync()
    expect((await world.sync()).sums).toEqual({ requests: 2, notModified: 2, bytesIn: 0 })
    expect(asked().slice(2)).toEqual([`304 ${first}`, `304 ${second}`])
    expect(api.requests[2]?.headers['if-none-match']).toBe(fixture.exchanges[0]?.headers['etag'])
  })

  it('D38 PULL-23 when the last request of the hour is used up the run waits for the hour, and goes on with the next page', async () => {
    const [page] = fixture.exchanges
    const reset = Number(page?.headers['x-ratelimit-reset']) * 1_000
    world.clock = reset - 20 * 60_000
    api.instead = (path) =>
      path === first && page
        ? {
            ...page,
            headers: { ...page.headers, 'x-ratelimit-remaining': '0', date: new Date(world.clock).toUTCString() },
          }
        : undefined
    const { outcome } = await world.sync()
    expect(outcome).toMatchObject({ type: 'wait', reason: 'rate_limited', scope: 'origin' })
    const until = outcome.type === 'wait' ? (outcome.until ?? 0) : 0
    expect(until).toBeGreaterThanOrEqual(reset)
    expect(until).toBeLessThanOrEqual(reset + 60_000)
    expect(asked()).toEqual([`200 ${first}`])
    world.clock = until
    expect((await world.sync()).outcome).toEqual({ type: 'succeeded' })
    expect(asked()).toEqual([`200 ${first}`, `200 ${second}`])
  })

  it('D38 PULL-21 the documented 403 of a used-up limit is a wait, and no failure', async () => {
    const usedUp = fixture.usedUp
    world.clock = Number(usedUp?.headers['x-ratelimit-reset']) * 1_000 - 20 * 60_000
    api.instead = () =>
      usedUp && { ...usedUp, headers: { ...usedUp.headers, date: new Date(world.clock).toUTCString() } }
    expect((await world.sync()).outcome).toMatchObject({ type: 'wait', reason: 'rate_limited', scope: 'origin' })
    expect(api.requests).toHaveLength(1)
  })
})

describe('Football matches (football-data.org), as documented', () => {
  beforeEach(async () => {
    await openTemplate('football_data')
    world.token = 'word-1'
  })

  it('D38 the token goes in the header X-Auth-Token and nowhere else', async () => {
    await world.sync()
    expect(api.requests[0]?.headers).toMatchObject({ 'x-auth-token': 'word-1' })
    expect(api.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('D38 every match is a row under its id, with its score, and nulls before it was played', async () => {
    expect(await world.sync()).toMatchObject({
      outcome: { type: 'succeeded' },
      sums: { requests: 1, pages: 1, inserted: 2, setAside: 0 },
    })
    const score = (path: string): string => `json_extract(score, '$.${path}')`
    expect(
      world.query(
        `select _key, typeof(id), utcDate, status, matchday, "group", json_extract(homeTeam, '$.tla'), ${score('winner')},
         ${score('fullTime.home')}, ${score('fullTime.away')} from things order by utcDate`,
      ),
    ).toEqual([
      ['551101', 'integer', '2026-11-22T12:30:00Z', 'FINISHED', 12, null, 'ARS', 'HOME_TEAM', 2, 1],
      ['551104', 'integer', '2026-11-22T20:00:00Z', 'TIMED', 12, null, 'LIV', null, null, null],
    ])
  })

  it('D38 F142 the documented 429 is tried again, changes nothing, and shows the words of the server', async () => {
    await world.sync()
    const before = world.query('select * from things')
    api.instead = () => fixture.usedUp
    expect((await world.sync()).outcome).toMatchObject({
      error: { code: 'rate_limited', details: { said: 'You reached your request limit. Wait 41 seconds.' } },
    })
    expect(world.query('select * from things')).toEqual(before)
  })
})
