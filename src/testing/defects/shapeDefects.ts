// Defects in what a person set about a source: how many rows a page is asked for (PULL-4), and what becomes of fields that are new, changed or
// missing (PULL-17).
import type { Defect } from './defect'

const pageSize = 'src/worker/pull/pageSize.ts'
const sizes = 'src/worker/handlers/feedSync.pageSize.test.ts'
const gate = 'src/worker/pull/shapeGate.ts'
const gateTest = 'src/worker/pull/shapeGate.test.ts'

export const shapeDefects: readonly Defect[] = [
  {
    id: 'one-row-less',
    what: 'a server that cannot cope is asked for one row less each time',
    ids: ['PULL-4'],
    file: pageSize,
    from: 'const rows = Math.floor(asked / 2)',
    to: 'const rows = asked - 1',
    tests: [sizes],
  },
  {
    id: 'small-for-ever',
    what: 'pages that became small stay small',
    ids: ['PULL-4'],
    file: pageSize,
    from: 'rows * 2 >= most ? null : rows * 2',
    to: 'rows * 2 >= most * 99 ? null : rows',
    tests: [sizes],
  },
  {
    id: 'numbered-pages-resized',
    what: 'the size of numbered pages changes amid a pass, so that records lie between two of them',
    ids: ['PULL-4'],
    file: pageSize,
    from: "return pagingOf(source).type !== 'page'",
    to: "return pagingOf(source).type !== 'single'",
    tests: [sizes],
  },
  {
    id: 'time-out-says-nothing',
    what: 'a server that runs out of time is asked for as much again',
    ids: ['PULL-4'],
    file: pageSize,
    from: 'new Set([408, 413, 504])',
    to: 'new Set([413])',
    tests: [sizes],
  },
  {
    id: 'set-aside-is-stored',
    what: 'a record of another shape is stored though it was to be set aside',
    ids: ['PULL-17'],
    file: gate,
    from: "else if (policy === 'set_aside') return found.reason",
    to: "else if (policy === 'set_aside') continue",
    tests: [gateTest],
  },
  {
    id: 'ignored-is-stored',
    what: 'a field that was to be ignored becomes a column',
    ids: ['PULL-17'],
    file: gate,
    from: 'return left.length === 0 ? record : without(record, left)',
    to: 'return record',
    tests: [gateTest],
  },
  {
    id: 'missing-is-fine',
    what: 'a missing field is never looked for',
    ids: ['PULL-17'],
    file: gate,
    from: 'if (!Object.hasOwn(record, property)) return { property, before: kindNames(kinds) }',
    to: '',
    tests: [gateTest],
  },
  {
    id: 'chosen-type-rounds',
    what: 'a number is rounded to the whole number that was chosen',
    ids: ['PULL-19'],
    file: 'src/worker/library/chosenTypes.ts',
    from: "return type === 'number' || Number.isInteger(value) ? value : undefined",
    to: "return type === 'number' ? value : Math.trunc(value)",
    tests: ['src/worker/library/chosenTypes.test.ts'],
  },
]
