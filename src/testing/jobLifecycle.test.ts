// Holds docs/job-lifecycle.md to the code: its tables of transitions, reasons and limits of time say what the engine does.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { reasons } from '@shared/i18n/areas/reasons'
import { jobStates } from '@shared/jobs/job'
import { kinds } from '@shared/jobs/kinds'
import { reasonAction, reasonCodes } from '@shared/jobs/reasons'
import { expect, it } from 'vitest'
import { jobEvents, transition } from '../main/engine/transitions'

const page = readFileSync(fileURLToPath(new URL('../../docs/job-lifecycle.md', import.meta.url)), 'utf8')

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
