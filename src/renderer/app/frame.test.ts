// The frame's own logic: places by digit, counts of the rail, the network in words, what a refusal reads like.
import { unknownDevice } from '@shared/device'
import { RefusalError } from '@shared/errors'
import { createText } from '@shared/i18n/text'
import { views } from '@shared/ipc/events'
import type { Summary } from '@shared/summary'
import { describe, expect, it } from 'vitest'
import { wishOf } from './navigation'
import { networkWord } from './networkWord'
import { placeForDigit, places } from './places'
import { railCounts } from './railCounts'
import { refusalText } from './refusalText'

const text = createText('en')
const calm: Summary = {
  at: 0,
  backgroundWork: true,
  running: [],
  waiting: [],
  next: [],
  lastSuccess: null,
  problems: [],
  pauses: [],
  outbox: { pending: 0, needsYou: 0 },
  notices: [],
}
const note = { jobId: 'a', kind: 'feed.sync', sourceId: null, label: null }

describe('the places', () => {
  it('are every view there is, each reached by a digit', () => {
    expect(places.map((place) => place.view).toSorted()).toEqual([...views].toSorted())
    expect([placeForDigit('1'), placeForDigit('2'), placeForDigit('9'), placeForDigit('x')]).toEqual([
      'overview',
      'jobs',
      null,
      null,
    ])
  })
})

describe('the counts of the rail', () => {
  it('are not shown while they are zero or unknown', () => {
    expect([railCounts(undefined, undefined), railCounts(calm, 0)]).toEqual([{}, {}])
  })
  it('count what runs and waits, and put what needs the person before what is unsent', () => {
    const summary: Summary = {
      ...calm,
      running: [note],
      waiting: [{ code: 'offline', count: 4, examples: [note], until: null, data: {} }],
      problems: [{ ...note, code: 'auth_required', message: '', since: 0 }],
      outbox: { pending: 9, needsYou: 2 },
    }
    expect(railCounts(summary, 3)).toEqual({
      jobs: { shown: 5, needsYou: false },
      overview: { shown: 1, needsYou: true },
      outbox: { shown: 2, needsYou: true },
      sources: { shown: 3, needsYou: false },
    })
  })
})

it('the network is named where it has a name', () => {
  const device = {
    ...unknownDevice,
    network: { ...unknownDevice.network, online: 'yes' as const, networkName: 'Home' },
  }
  expect([networkWord(device, text), networkWord(unknownDevice, text)]).toEqual(['Online, Home', 'Network unknown'])
})

it('a refusal reads by its code, anything else never by its own text', () => {
  const paused = new RefusalError({ code: 'paused_by_user', message: 'The job is paused.' })
  expect(refusalText(paused, text)).toBe('Not started. Paused by you.')
  expect(refusalText(new TypeError('x is not a function'), text)).toBe('Lull’s engine is not reachable')
})

it('a navigate event asks only for what it names', () => {
  expect(wishOf({ view: 'jobs', jobId: 'a' })).toEqual({ jobId: 'a' })
})
