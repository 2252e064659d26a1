// Turns a refusal, or the error of a run, into its localized sentence by its code. What a code means is its author's; the words
// are in areas/refusals.ts and areas/runErrors.ts, and for a hold that cannot be overridden in the words of the status line.
import type { Refusal } from '../errors'
import { type ReasonCode, reasonCodes } from '../jobs/reasons'
import { waitingTitle } from '../statusLine'
import { refusals } from './areas/refusals'
import { runErrors } from './areas/runErrors'
import type { Text, TextKey } from './text'

/** Whether the catalogue has a sentence of its own for this refusal. */
function refusalKey(code: string): TextKey | undefined {
  return Object.hasOwn(refusals.en, code) ? (`refusals:${code}` as TextKey) : undefined
}

/** The error of a run under its own code, else the refusal it came from. */
function errorKey(code: string): TextKey | undefined {
  return Object.hasOwn(runErrors.en, code) ? (`runErrors:${code}` as TextKey) : refusalKey(code)
}

/** The sentence of a refusal; a code the catalogue does not know keeps its English message. */
export function refusalSentence(refusal: Refusal, text: Text): string {
  const key = refusalKey(refusal.code)
  if (key) return text(key, { message: refusal.message, ...refusal.data })
  if (reasonCodes.includes(refusal.code as ReasonCode)) {
    return text('refusals:held', { what: waitingTitle(refusal.code as ReasonCode, text) })
  }
  return text('refusals:other', { message: refusal.message })
}

/** The sentence of a problem, of a run's error, or of why the app could not start. An unknown code keeps the message it came with. */
export function errorSentence(error: { code: string; message: string }, text: Text): string {
  if (error.code === 'auth_required') return text('reasons:auth_required')
  if (error.code === 'needs_you') return text('reasons:needs_you')
  const key = errorKey(error.code)
  return key ? text(key, { message: error.message }) : error.message
}
