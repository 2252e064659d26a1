// Every code that a test can fail with has words of its own, made for a form.

import { hasTestWords } from '@shared/i18n/sourceTestSentence'
import { describe, expect, it } from 'vitest'
import { httpFailureCodes } from '../worker/http/exchange'
import { parseProblemCodes } from '../worker/parse/problem'

/** What the status of an answer means (worker/http/classify.ts). */
const statusCodes = ['rate_limited', 'auth_required', 'auth_needed', 'server_error', 'not_found', 'refused']
/** Paths are looked for in what was read, and are not there rather than wrong. */
const ofPaths = new Set(['no_records', 'not_an_array'])

describe('a failed test', () => {
  it.each([...httpFailureCodes, ...parseProblemCodes.filter((code) => !ofPaths.has(code)), ...statusCodes])(
    'with %s has words',
    (code) => expect(hasTestWords(code)).toBe(true),
  )
})
