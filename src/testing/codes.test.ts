// Holds the catalogue to the code: whatever code a refusal, a run, an outbox item or a failed start can carry has a sentence of its own in
// both languages. Finding the codes is codeScan.ts's; the words are shared/i18n/areas/refusals.ts and runErrors.ts.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { refusals } from '@shared/i18n/areas/refusals'
import { runErrors } from '@shared/i18n/areas/runErrors'
import { languages } from '@shared/i18n/catalogue'
import { errorSentence, refusalSentence } from '@shared/i18n/refusalSentence'
import { createText } from '@shared/i18n/text'
import { reasonCodes } from '@shared/jobs/reasons'
import { describe, expect, it } from 'vitest'
import type { RowsRefusal } from '../worker/library/browse'
import { parseProblemCodes } from '../worker/parse/problem'
import { type FoundCode, scanCodes } from './codeScan'

const src = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /^(?:main|worker|preload|shared)\/.*\.ts$/.test(path))
  .filter((path) => !/\.test\.ts$|^shared\/i18n\/|\/fakes?\w*\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(src + path, 'utf8') }))

/** Why a row of an import was set aside: counted and kept beside its text, never said in a sentence. */
const NOT_SAID = new Set([
  'no_key',
  'record_too_large',
  'record_too_deep',
  'too_few_cells',
  'too_many_cells',
  'bad_value',
  'bad_quotes',
  'unclosed_quote',
])
const found = scanCodes(files)
  .filter(({ code, at }) => !NOT_SAID.has(code) && !isReasonOfEngine(code, at))
  // What the reader says no with reaches a page as a refusal.
  .map((one): FoundCode => (one.at.startsWith('worker/reader') ? { ...one, as: 'refusal' } : one))

/** The engine's `code: 'offline'` is why a job waits: its words are the reasons'. A worker's is why a run ended. */
function isReasonOfEngine(code: string, at: string): boolean {
  return !at.startsWith('worker/') && (reasonCodes as readonly string[]).includes(code)
}

/** A template's code stands for every code its prefix was given words for. */
function withoutTemplates(codes: readonly FoundCode[]): FoundCode[] {
  const known = [...Object.keys(refusals.en), ...Object.keys(runErrors.en)]
  return codes.flatMap((one) => {
    if (!one.code.endsWith('*')) return [one]
    const meant = known.filter((code) => code.startsWith(one.code.slice(0, -1)))
    return meant.length === 0 ? [one] : meant.map((code) => ({ ...one, code }))
  })
}

const MESSAGE = 'a message of the code’s author'

function unsaid(codes: readonly FoundCode[]): string[] {
  const texts = languages.map(createText)
  return withoutTemplates(codes)
    .filter(({ code, as }) => {
      const say = as === 'refusal' ? refusalSentence : errorSentence
      return texts.some((text) => say({ code, message: MESSAGE }, text).includes(MESSAGE))
    })
    .map(({ code, as, at }) => `${code} (${as}, ${at})`)
}

const readerRefusals = ['too_many_to_sort'] satisfies RowsRefusal[]

describe('every code a person can meet', () => {
  it('has a sentence in English and Korean (product 4.7)', () => {
    expect(unsaid(found)).toEqual([])
  })

  it('is found in the code, or its sentence is nobody’s', () => {
    const said = new Set(withoutTemplates(found).map(({ code }) => code))
    // Frames of other sentences; and what the reader answers by a union that is all variable where it leaves (library/browse.ts).
    const frames = new Set(['other', 'held', ...readerRefusals])
    expect(Object.keys(refusals.en).filter((code) => !said.has(code) && !frames.has(code))).toEqual([])
    expect(Object.keys(runErrors.en).filter((code) => !said.has(code))).toEqual([])
  })

  it('has words for each problem of a file and each fault of an output, whose codes are put together', () => {
    const files = parseProblemCodes.map((code) => `file_${code}`)
    const stored = ['input', 'output'].flatMap((what) => [`${what}_not_json`, `${what}_too_large`])
    const made = [...files, ...stored].map((code): FoundCode => ({ code, as: 'error', at: 'made' }))
    expect(unsaid(made)).toEqual([])
  })

  it('has words of its own as the error of a run where it is a refusal as well, or the same words were meant for both', () => {
    const refusalCodes = new Set(found.filter(({ as }) => as === 'refusal').map(({ code }) => code))
    const both = found.filter(({ code, as }) => as === 'error' && refusalCodes.has(code)).map(({ code }) => code)
    const shared = [...new Set(both)].filter((code) => !Object.hasOwn(runErrors.en, code))
    expect(shared.toSorted()).toEqual(['export_failed', 'internal', 'not_owner'])
  })
})

describe('the scan', () => {
  const codesIn = (text: string): string[] =>
    scanCodes([
      { path: 'shared/errors.ts', text: 'export function refused(code: string, message: string) {}' },
      { path: 'main/x.ts', text },
    ]).map(({ code, as }) => `${as} ${code}`)

  it.each([
    ["const a = () => refused('too_late', 'x')", ['refusal too_late']],
    ["const a = { code: 'too_late', message }", ['error too_late']],
    ["const a = { code: b ? 'too_late' : (c ?? 'too_soon') }", ['error too_late', 'error too_soon']],
    ['const a = { code: `file_${b}` }', ['error file_*']],
    ["const f = (at: number, code: string) => at\nf(1, 'too_late')", ['error too_late']],
    ["class A { constructor(readonly code: string) {} }\nthrow new A('too_late')", ['error too_late']],
    ["class A { #pass(code: string) {} b() { this.#pass('too_late') } }", ['error too_late']],
    ["type LateCode = 'too_late' | 'too_soon'", ['error too_late', 'error too_soon']],
    ["interface A { code: 'too_late' }", ['error too_late']],
    ["const lateCodes = ['too_late'] as const", ['error too_late']],
    ["const code = b ?? 'failed'", ['error failed']],
  ])('sees the code in %s', (text, codes) => {
    expect(codesIn(text)).toEqual(codes)
  })

  it.each([
    "const a = { code: 'ENOENT' }",
    "function refused(what: string) {}\nrefused('too_late')",
    "if (code === 'too_late') b()",
    "const a = { reason: 'too_late' }",
  ])('sees none in %s', (text) => {
    expect(codesIn(text)).toEqual([])
  })

  it('reports a code without words, and where it stands', () => {
    const planted = scanCodes([{ path: 'worker/x.ts', text: "const error = { code: 'brand_new', message: '' }" }])
    expect(unsaid(planted)).toEqual(['brand_new (error, worker/x.ts:1)'])
  })
})
