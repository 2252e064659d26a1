// Notices a list that never ends (PULL-2, D28, F151, F152): a request that comes again, two pages in a row without a key this run has not seen,
// or too many pages. Keys are remembered in a fixed 2 MB, so that memory stays flat.
import type { JobError } from '@shared/jobs/outcome'
import { type PageRequest, pageName } from './request'

const PAGES_WITHOUT_NEWS = 2
const BITS = 1 << 24
const PROBES = 4

/** Watches the pages of one run. */
export class LoopGuard {
  private readonly asked = new Set<string>()
  private readonly keys = new KeyFilter()
  private stale = 0
  private news = false

  constructor(private readonly mostPages: number) {}

  /** Called before a page is asked for: what is wrong with asking, or null. */
  enter(request: PageRequest): JobError | null {
    const name = pageName(request)
    if (this.asked.has(name)) return loop('The server sends us in a circle of pages.')
    if (this.asked.size >= this.mostPages) return tooMany(this.mostPages)
    this.asked.add(name)
    this.news = false
    return null
  }

  /** Called for each key of the page. */
  sawKey(key: string): void {
    if (this.keys.add(key)) this.news = true
  }

  /** Called when a page that came was read and names a next one. */
  passed(): JobError | null {
    this.stale = this.news ? 0 : this.stale + 1
    return this.stale >= PAGES_WITHOUT_NEWS ? loop('The server sends pages without end that bring nothing new.') : null
  }
}

/**
 * A Bloom filter. It may take a new key for a seen one, never the other way round; a page is stale only when all of its keys are taken so,
 * which for a page of ten is out of the question below some ten million keys.
 */
class KeyFilter {
  private bits: Uint32Array | null = null

  /** True when the key was not there. */
  add(key: string): boolean {
    this.bits ??= new Uint32Array(BITS / 32)
    const { bits } = this
    let [first, second] = hashes(key)
    let isNew = false
    for (let probe = 0; probe < PROBES; probe++) {
      const at = first & (BITS - 1)
      const word = bits[at >>> 5] as number
      const bit = 1 << (at & 31)
      if ((word & bit) === 0) {
        isNew = true
        bits[at >>> 5] = word | bit
      }
      first = (first + second) | 0
      second = (second + probe) | 0
    }
    return isNew
  }
}

/** Two FNV-like hashes of the UTF-16 units, the second odd. */
function hashes(key: string): [number, number] {
  let first = 0x811c9dc5
  let second = 0x9e3779b9
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at)
    first = Math.imul(first ^ unit, 0x01000193)
    second = Math.imul(second ^ unit, 0x85ebca6b) ^ (second >>> 13)
  }
  return [first ^ (first >>> 15), second | 1]
}

/** What came is no circle: the next run goes on where this one stopped (F152). */
function tooMany(pages: number): JobError {
  const message = `The list has more than the ${pages} pages that a run may ask for. The next run goes on there.`
  return { code: 'too_many_pages', message, details: { pages } }
}

function loop(message: string): JobError {
  return { code: 'pagination_loop', message }
}
