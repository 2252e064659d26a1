// The overview's sentences: the device strip, groups that wait, news, and when pauses end.
import { type DeviceReading, unknownDevice } from '@shared/device'
import { createText } from '@shared/i18n/text'
import { defaultPreferences } from '@shared/preferences'
import type { JobNote, WaitingGroup } from '@shared/summary'
import { describe, expect, it } from 'vitest'
import { deviceWords, type OwnWords } from './deviceWords'
import { newsWords } from './newsWords'
import { pauseEnd } from './pauseTimes'
import { groupAction, groupSentence, groupsBeside } from './waitingGroups'

const text = createText('en')
const noon = new Date(2026, 10, 22, 12).getTime()

describe('the device strip', () => {
  const device: DeviceReading = {
    power: { source: 'battery', batteryPercent: 64, saver: false, sinceMs: noon - 3_600_000 },
    network: { ...unknownDevice.network, online: 'yes', metered: 'no', meteredIsGuess: true },
    idle: { idleForMs: 60_000, locked: false, sinceMs: 0 },
    storage: { freeBytes: 182.4e9 },
    at: noon - 60_000,
  }
  const states = (reading: DeviceReading, own: OwnWords = defaultPreferences) =>
    deviceWords(reading, own, text, 'en', noon).map((words) => words.state)
  it('says each signal, and that metered is a guess (COND-5)', () => {
    expect(states(device)).toEqual(['Battery 64 %', 'Online', 'Metered: no (guess)', 'Idle 2 min', '182.4 GB free'])
  })
  it('COND-5 says the word of the user’s own for the network in use, and quiet hours', () => {
    const reading = { ...unknownDevice, network: { ...device.network, metered: 'yes' as const, networkId: 'n' } }
    const rule = (networkId: string) => [{ networkId, name: 'Hotspot', use: 'unmetered' as const }]
    expect(states(reading, { ...defaultPreferences, networkRules: rule('n') })).toContain('Metered: no (as you set)')
    expect(states(reading, { ...defaultPreferences, networkRules: rule('m') })).toContain('Metered: yes (guess)')
    const quietHours = { ...defaultPreferences.quietHours, enabled: true }
    expect(states(reading, { ...defaultPreferences, quietHours })).toContain('Quiet hours 22:00–07:00')
  })
  it('says since when power is so', () => {
    expect(deviceWords(device, defaultPreferences, text, 'en', noon)[0]?.since).toBe('since 11:00')
  })
  it('COND-13 says that a signal is unknown, since no time, and leaves out what nobody asked for', () => {
    expect(states(unknownDevice)).toEqual(['Power unknown', 'Network unknown', 'Metered: unknown'])
    expect(
      deviceWords(
        { ...unknownDevice, power: { ...unknownDevice.power, sinceMs: noon } },
        defaultPreferences,
        text,
        'en',
        noon,
      )[0]?.since,
    ).toBeNull()
  })
})

describe('a group that waits', () => {
  const note: JobNote = { jobId: 'a', kind: 'feed.sync', sourceId: null, label: null }
  const group: WaitingGroup = { code: 'battery_low', count: 2, examples: [note, note], until: null, data: {} }
  it('has one button for its reason', () => {
    expect(groupAction(group, text)).toMatchObject({ action: 'run_now', word: 'Run anyway' })
  })
  it('says how many it starts where not all are named', () => {
    expect(groupAction({ ...group, count: 40 }, text)?.word).toBe('Run the first 2 anyway')
  })
  it('says what all of it waits for, where the reason’s sentence would tell of one job', () => {
    const tried: WaitingGroup = { ...group, code: 'backoff', until: noon + 300_000, data: { count: 3 } }
    expect(groupSentence(tried, text, 'en', noon)).toBe('Trying again soon')
    expect(groupSentence({ ...tried, count: 1 }, text, 'en', noon)).toBe('Tried 3 times. Next try in 5 min.')
  })
  it('has none where only the world helps', () => {
    expect(groupAction({ ...group, code: 'offline' }, text)).toBeNull()
  })
})

it('news leave out zeros', () => {
  expect(newsWords({ inserted: 12, updated: 34, deleted: 0 }, text, 'en')).toBe('12 new, 34 updated')
  expect(newsWords({ inserted: 0, updated: 0, deleted: 0 }, text, 'en')).toBe('')
})

it('COND-9 a pause ends when its words say, tomorrow at eight', () => {
  expect(pauseEnd('30_minutes', noon)).toBe(noon + 30 * 60_000)
  expect(pauseEnd('tomorrow', noon)).toBe(new Date(2026, 10, 23, 8).getTime())
  expect(pauseEnd('open', noon)).toBeNull()
})

describe('what waits beside what needs the user', () => {
  const note: JobNote = { jobId: 'a', kind: 'feed.sync', sourceId: 's', label: 'A' }
  const group: WaitingGroup = { code: 'auth_required', count: 1, examples: [note], until: null, data: {} }
  const problem = { ...note, code: 'auth_required', message: '', since: 0 }
  it('is not said twice', () => expect(groupsBeside([group], [problem])).toEqual([]))
  it('is said where more wait than are named as problems', () => {
    expect(groupsBeside([{ ...group, count: 2 }], [problem])).toHaveLength(1)
    expect(groupsBeside([group], [])).toHaveLength(1)
  })
})
