// Holds docs/job-lifecycle.md to the code: its tables and lists say what the engine does, each rule has an example, and each scheduler that
// people may come from has its words.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { reasons } from '@shared/i18n/areas/reasons'
import { constraintsSchema, networkNeeds } from '@shared/jobs/constraints'
import { jobStates } from '@shared/jobs/job'
import { kinds } from '@shared/jobs/kinds'
import { occurrenceResults, stopReasons, triggers } from '@shared/jobs/outcome'
import { reasonAction, reasonCodes } from '@shared/jobs/reasons'
import { defaultPreferences } from '@shared/preferences'
import { MINUTE_MS } from '@shared/time'
import { expect, it } from 'vitest'
import { givesWayToUser } from '../main/engine/eligibility'
import { jobEvents, transition } from '../main/engine/transitions'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(`${root}docs/job-lifecycle.md`, 'utf8')

/** The rows of the one table that has exactly this heading, each as its cells. */
function table(heading: string): string[][] {
  const [, after = ''] = page.split(`\n${heading}\n`)
  const rows = after.split('\n').slice(1)
  const end = rows.findIndex((row) => !row.startsWith('|'))
  return rows.slice(0, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** What stands in backticks between these two pieces of text, in its order. */
function named(after: string, before: string): string[] {
  const [, rest = ''] = page.replaceAll('\n', ' ').split(after)
  const [text = ''] = rest.split(before)
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

function possible(): string[][] {
  return jobStates.flatMap((from) =>
    jobEvents.flatMap((event) => {
      try {
        return [[from, event, transition(from, event)]]
      } catch {
        return []
      }
    }),
  )
}

it('lists every transition of a job, and no other', () => {
  const told = table('| from | event | to | when |').map((row) => row.slice(0, 3).join(' '))
  expect(told.toSorted()).toEqual(
    possible()
      .map((row) => row.join(' '))
      .toSorted(),
  )
})

it('gives every reason with its sentence and its action', () => {
  const rows = reasonCodes.map((code) => [`\`${code}\``, reasons.en[code], reasonAction(code)])
  expect(table('| code | sentence | action |')).toEqual(rows)
})

it('puts every kind under its limit of time', () => {
  const told = table('| class | limit | kinds |').map(([timeClass, , names]) => [timeClass, names])
  const named = (wanted: string): string =>
    Object.values(kinds)
      .filter(({ timeClass }) => timeClass === wanted)
      .map(({ name }) => `\`${name}\``)
      .toSorted()
      .join(', ')
  expect(told).toEqual(['short', 'normal', 'long'].map((timeClass) => [`\`${timeClass}\``, named(timeClass)]))
})

it('gives every rule an example', () => {
  const sections = page.split(/^#{2,3} /m).slice(1)
  const without = sections.filter((text) => !/\*Example|\| example \|/.test(text)).map((text) => text.split('\n')[0])
  // Its table is examples throughout.
  expect(without).toEqual(["From other schedulers' words to these"])
  const blocks = page.split(/\n\n+/)
  const rules = blocks.filter((text, place) => {
    const table = blocks[place + 1] ?? ''
    return text.startsWith('**') && !text.includes('*Example') && !/^\|.*\| example \|/.test(table)
  })
  expect(rules).toEqual([])
  const heading = '| | rule | example |'
  expect(table(heading).map(([number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7])
  const headings = [...page.matchAll(/^\|.*\| example \|$/gm)].map(([line]) => line)
  expect(headings.length).toBeGreaterThan(2)
  const empty = headings.flatMap((of) => table(of).filter((row) => row.at(-1) === ''))
  expect(empty).toEqual([])
})

it('has every constraint, and every reason that something raises', () => {
  const told = table('| constraint | holds | is there | example |').map(([name = '']) => name.replaceAll('`', ''))
  const others = Object.keys(constraintsSchema.shape).filter((name) => name !== 'network')
  const networks = networkNeeds.filter((need) => need !== 'notRequired').map((need) => `network: ${need}`)
  expect(told).toEqual([...networks, ...others])
  const folders = ['src/main/engine', 'src/worker', 'src/main/duties', 'src/main/outbox']
  const code = folders.map((folder) => sourceOf(`${root}${folder}`)).join('\n')
  // Not where it is only told apart from others.
  const raised = new Set(reasonCodes.filter((reason) => new RegExp(`(?:code|reason): '${reason}'`).test(code)))
  expect(reasonCodes.filter((reason) => !raised.has(reason))).toEqual(named('Nothing raises ', ':'))
})

function sourceOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return files.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n')
}

it('lists what run now goes over, and why runs are stopped, in the order that wins', () => {
  expect(named('starts a job over ', '. It answers').toSorted()).toEqual(reasonCodes.filter(givesWayToUser).toSorted())
  const stops = stopReasons.filter((reason) => !['preempted', 'process_died', 'worker_died'].includes(reason))
  expect(named('in the order that wins: ', '. (')).toEqual(stops)
})

it('names the defaults of the preferences', () => {
  const { batteryThresholdPercent, idleAfterMs, keepFreeBytes } = defaultPreferences
  expect(page).toContain(`above the threshold (${batteryThresholdPercent} %)`)
  expect(page).toContain(`no input for ${idleAfterMs / MINUTE_MS} min (a preference)`)
  expect(page).toContain(`more free than is to be kept (${keepFreeBytes / 1e9} GB)`)
})

it('has what history says', () => {
  // Merged is a mark of a run here; as a result it is kept for rows of another version.
  expect(named('never changed: its result (', ')')).toEqual(occurrenceResults.filter((result) => result !== 'merged'))
  expect(named('`skipped`), trigger (', ')')).toEqual([...triggers])
})

it('has the words of every scheduler that people come from, each once, with what is here and why', () => {
  const rows = table('| term | of | here | where it departs, and why |').filter(([, of]) => of !== '')
  expect(rows.filter((row) => row.length !== 4 || row.includes(''))).toEqual([])
  const schedulers = ['WorkManager', 'flutter_workmanager', 'BGTaskScheduler', 'Isolates', 'Task Scheduler', 'systemd']
  const counts = schedulers.map((name) => rows.filter(([, of = '']) => of.split(', ').includes(name)).length)
  expect(Math.min(...counts)).toBeGreaterThan(3)
  const terms = rows.map(([term, of]) => `${term} of ${of}`)
  expect(new Set(terms).size).toBe(terms.length)
})
