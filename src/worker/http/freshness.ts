// Decides for how long a server says that its answer stays as it is: `X-Poll-Interval`, or what is left of `Cache-Control: max-age` (PULL-11).
// What is made of it: main/duties/syncRest.ts. How long to wait after a refusal: retryAfter.ts.
import { DAY_MS, SECOND_MS } from '@shared/time'
import type { ReplyHeaders } from './exchange'

/** ms, at most a day; 0: it says nothing, or that it is never fresh. */
export function askedRestMs(headers: ReplyHeaders): number {
  return Math.max(secondsOf(headers.get('x-poll-interval')), freshSeconds(headers)) * SECOND_MS
}

function freshSeconds(headers: ReplyHeaders): number {
  const directives = (headers.get('cache-control') ?? '').toLowerCase().split(',')
  const [age = null] = directives.flatMap((one) => /^\s*max-age\s*=\s*"?(\d+)"?\s*$/.exec(one)?.[1] ?? [])
  if (directives.some((one) => /^\s*no-(?:store|cache)\b/.test(one))) return 0
  return Math.max(0, secondsOf(age) - secondsOf(headers.get('age')))
}

/** What is no number of seconds counts as none. */
function secondsOf(text: string | null): number {
  const seconds = /^\s*\d{1,12}\s*$/.test(text ?? '') ? Number(text) : 0
  return Math.min(seconds, DAY_MS / SECOND_MS)
}
