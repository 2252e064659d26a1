// Holds docs/departures.md to the tests it names, and every scenario of docs/requirements.md to a test whose title names it.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(root + path, 'utf8')

const rooms = ['src/main/engine', 'src/main/store']
const titles = rooms.flatMap((room) =>
  readdirSync(`${root}${room}`)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => titlesOf(read(`${room}/${name}`))),
)

/** Of it, it.each(...) and describe; a title has to be a plain string. */
function titlesOf(text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const [title] = ts.isCallExpression(node) ? node.arguments : []
    const isTest = ts.isCallExpression(node) && /^(?:it|describe)\b/.test(node.expression.getText())
    if (isTest && title && ts.isStringLiteralLike(title)) found.push(title.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('x.test.ts', text, ts.ScriptTarget.ESNext, true))
  return found
}

const rows = read('docs/departures.md')
  .split('\n')
  .filter((line) => line.startsWith('| SC-'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

describe('docs/departures.md', () => {
  it('names for each departure a test that is there', () => {
    expect(rows.length).toBeGreaterThan(30)
    expect(rows.map((row) => row[5] ?? '').filter((title) => !titles.includes(title))).toEqual([])
  })

  it('has in each row a scenario, a decision, both behaviours and a test, each scenario once', () => {
    expect(rows.filter((row) => row.length !== 7 || row.slice(1, 6).includes(''))).toEqual([])
    const scenarios = rows.map((row) => row[1])
    expect(new Set(scenarios).size).toBe(scenarios.length)
    expect(rows.filter((row) => !/^(?:1\.\d+ \S|D\d+$)/.test(row[2] ?? ''))).toEqual([])
  })
})

it('every scenario has a test whose title names it', () => {
  const scenarios = [...read('docs/requirements.md').matchAll(/^- \*\*(SC-\d+)\*\*/gm)].map((match) => match[1] ?? '')
  const named = new Set(titles.flatMap((title) => title.match(/SC-\d+/g) ?? []))
  expect(scenarios.length).toBeGreaterThan(130)
  expect(scenarios.filter((id) => !named.has(id))).toEqual([])
})
