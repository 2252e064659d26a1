// Holds the titles of tests to docs/requirements.md: whoever reads an id in a test finds there, in a line, what it asks for.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { provedIds } from './provedIds'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(root + path, 'utf8')

const ID = /(?<![\w-])(?:(?:SC|COND|PULL|OUT|IMP|OBS)-\d+|[PFSD]\d+)(?![\w-])/g
/** 'F34 to F36' and 'S1–S3' name what lies between as well. */
const RANGE = /(?<![\w-])((?:(?:SC|COND|PULL|OUT|IMP|OBS)-|[PFSD]))(\d+)(?: to |–)\1(\d+)(?![\w-])/g

function idsIn(title: string): string[] {
  const between = [...title.matchAll(RANGE)].flatMap(([, kind = '', from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, place) => `${kind}${Number(from) + place}`),
  )
  return [...new Set([...title.matchAll(ID)].map(([id]) => id).concat(between))]
}

/** Texts that a test's title is made of: the first argument of it(), test(), describe() and their likes, templates without their values. */
function titlesOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(?:it|test|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments
      if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) titles.push(title.getText())
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return titles
}

function unexplained(path: string, text: string, explained: ReadonlySet<string>): string[] {
  const ids = new Set(titlesOf(path, text).flatMap(idsIn))
  return [...ids].filter((id) => !explained.has(id)).map((id) => `${id} in ${path}`)
}

const lines = read('docs/requirements.md').split('\n')
const listed = lines.flatMap((line) => /^- \*\*([A-Z]+-?\d+)\*\* \S/.exec(line)?.[1] ?? [])
const explained = new Set(listed)
const tests = ['src', 'e2e'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:test|spec)\.tsx?$/.test(path))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
)

it('explains every id that a test names', () => {
  expect(tests.length).toBeGreaterThan(50)
  expect(tests.flatMap((path) => unexplained(path, read(path), explained))).toEqual([])
})

it('finds in the title of a test each id that the page calls proved', () => {
  const named = new Set(tests.flatMap((path) => titlesOf(path, read(path)).flatMap(idsIn)))
  const proved = provedIds(lines.join('\n'))
  expect(proved.length).toBeGreaterThanOrEqual(95)
  expect(proved.filter((id) => !named.has(id))).toEqual([])
})

it('explains each id once, and all of those that are finite', () => {
  expect(listed.filter((id, place) => listed.indexOf(id) !== place)).toEqual([])
  const counts = { 'COND-': 13, 'PULL-': 31, 'OUT-': 23, 'IMP-': 13, 'OBS-': 8, P: 32, F: 210, S: 59, D: 42 }
  const all = Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, place) => `${kind}${place + 1}`),
  )
  expect(all.filter((id) => !explained.has(id))).toEqual([])
})

it('finds an id that nobody explained, wherever a title hides it', () => {
  const text = [
    "describe('COND-4 and the rest', () => {",
    "  it.each([1])('F998 to F1000 with %s', () => {})",
    '  it(`SC-999 ${name} again`, () => {})',
    "  it('names no SC-1000x, A1 or D-1', () => {})",
    '})',
  ].join('\n')
  expect(unexplained('x.test.ts', text, explained)).toEqual([
    'F998 in x.test.ts',
    'F1000 in x.test.ts',
    'F999 in x.test.ts',
    'SC-999 in x.test.ts',
  ])
})
