// For how long a server says that its answer stays as it is.
import { expect, it } from 'vitest'
import { ReplyHeaders } from './exchange'
import { askedRestMs } from './freshness'

const rest = (headers: Record<string, string>): number =>
  askedRestMs(new ReplyHeaders(new Map(Object.entries(headers)))) / 1_000

it.each<[Record<string, string>, number]>([
  [{}, 0],
  [{ 'cache-control': 'private, max-age=60, s-maxage=90' }, 60],
  [{ 'cache-control': 'Max-Age="120"' }, 120],
  [{ 'cache-control': 'max-age=300', age: '100' }, 200],
  [{ 'cache-control': 'max-age=30', age: '100' }, 0],
  [{ 'cache-control': 'no-cache, max-age=300' }, 0],
  [{ 'cache-control': 'no-store' }, 0],
  [{ 'cache-control': 'max-age=-5' }, 0],
  [{ 'cache-control': 'max-age=soon' }, 0],
  [{ 'cache-control': 'x-max-age=9' }, 0],
  [{ 'cache-control': 'max-age=99999999999' }, 86_400],
  [{ 'x-poll-interval': '60' }, 60],
  [{ 'x-poll-interval': '60', 'cache-control': 'max-age=900' }, 900],
  [{ 'x-poll-interval': 'often' }, 0],
])('PULL-11 %o asks for %i seconds', (headers, seconds) => expect(rest(headers)).toBe(seconds))
