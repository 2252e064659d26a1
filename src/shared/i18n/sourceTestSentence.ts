// What a failed test means, in the words of somebody who is still filling in a form. Pure. What the same code means of a run: runErrors.
import type { TextKey } from './text'

const sentences: Readonly<Record<string, TextKey>> = {
  offline: 'sourceTest:failed_no_network',
  unreachable: 'sourceTest:failed_unreachable',
  connect_timeout: 'sourceTest:failed_unreachable',
  headers_timeout: 'sourceTest:failed_slow',
  body_stalled: 'sourceTest:failed_slow',
  body_too_slow: 'sourceTest:failed_slow',
  cut_short: 'sourceTest:failed_broken',
  bad_protocol: 'sourceTest:failed_broken',
  bad_encoding: 'sourceTest:failed_broken',
  tls: 'sourceTest:failed_tls',
  too_large: 'sourceTest:failed_large',
  decompression_bomb: 'sourceTest:failed_large',
  charset: 'sourceTest:failed_charset',
  not_utf8: 'sourceTest:failed_charset',
  captive_portal: 'sourceTest:failed_portal',
  not_json: 'sourceTest:failed_not_json',
  bad_json: 'sourceTest:failed_not_json',
  trailing_data: 'sourceTest:failed_not_json',
  redirect_refused: 'sourceTest:failed_redirect',
  too_many_redirects: 'sourceTest:failed_redirect',
  bad_url: 'sourceTest:failed_address',
  bad_token: 'sourceTest:failed_token',
  rate_limited: 'sourceTest:failed_rate',
  auth_required: 'sourceTest:failed_refused_token',
  auth_needed: 'sourceTest:failed_needs_token',
  server_error: 'sourceTest:failed_server',
  not_found: 'sourceTest:failed_not_found',
  refused: 'sourceTest:failed_refused',
}

/** Every code a test can fail with has one (testing/sourceTestCodes.test.ts). */
export function failedTestKey(code: string): TextKey {
  return sentences[code] ?? 'sourceTest:failed_refused'
}

export function hasTestWords(code: string): boolean {
  return Object.hasOwn(sentences, code)
}
