// Finds the lists in the beginning of a JSON text, and whether it is JSON as far as it goes, without building its values: what an import
// could read, told before it is read. Which of them a preview shows: previewJson.ts.
import { assertNever } from '@shared/errors'

export interface FoundList {
  /** Property names joined by dots, as recordsPath has them; '' for the top. */
  path: string
  /** Elements that begin in the text. */
  rows: number
  /** Those of them that are objects. */
  objects: number
  /** Its end is in the text. */
  isWhole: boolean
}

/** `at`: place in the text. `unfinished`: the text ended first; `more`: another value follows the first. */
export interface OutlineProblem {
  why: 'bad' | 'unfinished' | 'more'
  at: number
}

export interface Outline {
  /** In the order in which they begin. */
  lists: FoundList[]
  /** null: it is JSON from end to end. */
  problem: OutlineProblem | null
}

interface Frame {
  isObject: boolean
  /** null: below a list, or a name on the way cannot stand in a path. */
  path: string | null
  /** A list that is told of. */
  list: FoundList | null
}

type Expected = 'value' | 'value_or_end' | 'name' | 'name_or_end' | 'colon' | 'comma_or_end' | 'nothing'

const MOST_LISTS = 50
const MOST_DEPTH = 512
const WORD = /[-+.\w]+/y
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/
/** The beginning of a number or a word, where the text was cut inside it. */
const BEGUN = /^(?:-?\d*\.?\d*(?:[eE][+-]?)?|t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?)$/

/** Lists below other lists are not told of: no path leads to them. */
export function outlineJson(text: string): Outline {
  const scan = new OutlineScan(text)
  const problem = scan.run()
  return { lists: scan.lists, problem }
}

class OutlineScan {
  readonly lists: FoundList[] = []
  private readonly frames: Frame[] = []
  private expected: Expected = 'value'
  /** Path of the value that comes next. */
  private path: string | null = ''
  private at = 0

  constructor(private readonly text: string) {}

  run(): OutlineProblem | null {
    for (;;) {
      this.skipSpace()
      if (this.at >= this.text.length) return this.expected === 'nothing' ? null : this.problem('unfinished')
      const why = this.take(this.text[this.at] as string)
      if (why) return this.problem(why)
    }
  }

  private problem(why: OutlineProblem['why']): OutlineProblem {
    return { why, at: this.at }
  }

  private take(sign: string): OutlineProblem['why'] | null {
    switch (this.expected) {
      case 'nothing':
        return 'more'
      case 'colon':
        return sign === ':' ? this.passed('value') : 'bad'
      case 'comma_or_end':
        if (sign !== ',') return this.takeEnd(sign)
        this.path = null
        return this.passed(this.frames.at(-1)?.isObject ? 'name' : 'value')
      case 'name':
      case 'name_or_end':
        if (sign === '"') return this.takeName()
        return this.expected === 'name_or_end' ? this.takeEnd(sign) : 'bad'
      case 'value_or_end':
        if (sign === ']') return this.takeEnd(sign)
        return this.takeValue(sign)
      case 'value':
        return this.takeValue(sign)
      default:
        return assertNever(this.expected)
    }
  }

  private passed(next: Expected): null {
    this.at++
    this.expected = next
    return null
  }

  private takeEnd(sign: string): 'bad' | null {
    const frame = this.frames.at(-1)
    if (!frame || sign !== (frame.isObject ? '}' : ']')) return 'bad'
    if (frame.list) frame.list.isWhole = true
    this.frames.pop()
    return this.passed(this.frames.length === 0 ? 'nothing' : 'comma_or_end')
  }

  private takeName(): OutlineProblem['why'] | null {
    const from = this.at
    if (!this.passString()) return 'unfinished'
    const parent = this.frames.at(-1)?.path ?? null
    this.path = parent === null ? null : pathOf(parent, this.text.slice(from, this.at))
    this.expected = 'colon'
    return null
  }

  private takeValue(sign: string): OutlineProblem['why'] | null {
    const list = this.frames.at(-1)?.list
    if (list) {
      list.rows++
      if (sign === '{') list.objects++
    }
    if (sign === '{' || sign === '[') return this.open(sign === '{')
    if (sign === '"' && !this.passString()) return 'unfinished'
    const why = sign === '"' ? null : this.passWord()
    if (!why) this.expected = this.frames.length === 0 ? 'nothing' : 'comma_or_end'
    return why
  }

  private open(isObject: boolean): 'bad' | null {
    if (this.frames.length >= MOST_DEPTH) return 'bad'
    const isTold = !isObject && this.path !== null && this.lists.length < MOST_LISTS
    const list = isTold ? { path: this.path as string, rows: 0, objects: 0, isWhole: false } : null
    if (list) this.lists.push(list)
    this.frames.push({ isObject, path: isObject ? this.path : null, list })
    this.path = null
    return this.passed(isObject ? 'name_or_end' : 'value_or_end')
  }

  /** A number, or one of the three words. */
  private passWord(): OutlineProblem['why'] | null {
    WORD.lastIndex = this.at
    const word = WORD.exec(this.text)?.[0] ?? ''
    const end = this.at + word.length
    if (!SCALAR.test(word)) return end === this.text.length && BEGUN.test(word) ? 'unfinished' : 'bad'
    this.at = end
    return null
  }

  /** Behind the closing quote; false, and at the end, where there is none. */
  private passString(): boolean {
    let from = this.at + 1
    for (;;) {
      const quote = this.text.indexOf('"', from)
      if (quote === -1) {
        this.at = this.text.length
        return false
      }
      let escapes = 0
      while (this.text[quote - 1 - escapes] === '\\') escapes++
      from = quote + 1
      if (escapes % 2 === 1) continue
      this.at = from
      return true
    }
  }

  private skipSpace(): void {
    for (; this.at < this.text.length; this.at++) {
      const sign = this.text.charCodeAt(this.at)
      if (sign !== 0x20 && sign !== 0x0a && sign !== 0x0d && sign !== 0x09) return
    }
  }
}

/** null for a name that a path cannot hold: an empty one, one with a dot. */
function pathOf(parent: string, quoted: string): string | null {
  try {
    const name = JSON.parse(quoted) as string
    if (name === '' || name.includes('.')) return null
    return parent === '' ? name : `${parent}.${name}`
  } catch {
    return null
  }
}
