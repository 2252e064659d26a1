// Lists found in the beginning of a JSON text: where they are, how far they go, and that what JSON.parse refuses is refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlineJson } from './jsonOutline'

const paths = (text: string): string[] => outlineJson(text).lists.map(({ path }) => path)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('the outline of a JSON text', () => {
  it('tells of lists at the top and at paths of names, with their rows', () => {
    expect(outlineJson('[{"a":1},{"a":[2]},3]').lists).toEqual([{ path: '', rows: 3, objects: 2, isWhole: true }])
    expect(outlineJson('{"meta":{"tags":["x"]},"data":{"items":[{},{}],"next":null}}').lists).toEqual([
      { path: 'meta.tags', rows: 1, objects: 0, isWhole: true },
      { path: 'data.items', rows: 2, objects: 2, isWhole: true },
    ])
  })

  it('leaves out lists that no path leads to', () => {
    expect(paths('{"a.b":[1],"":[2],"c":{"d":[[3]]},"e":[{"f":[4]}]}')).toEqual(['c.d', 'e'])
  })

  it('goes by the names that are meant, however they are written', () => {
    expect(paths('{"\\u0061":[1]}')).toEqual(['a'])
    expect(paths('{"a\\"b\\\\":[1]}')).toEqual(['a"b\\'])
  })

  it('counts what begins where the text is cut', () => {
    const { lists, problem } = outlineJson('{"items":[{"a":1},{"a":"tw')
    expect(lists).toEqual([{ path: 'items', rows: 2, objects: 2, isWhole: false }])
    expect(problem?.why).toBe('unfinished')
  })

  it('calls every beginning of a JSON text unfinished or JSON, never bad', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(400), fc.constantFrom(0, 2), (value, cut, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(outlineJson(text).problem).toBeNull()
        const why = outlineJson(text.slice(0, cut % (text.length + 1))).problem?.why ?? 'unfinished'
        expect(why).toBe('unfinished')
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes for JSON nothing that JSON.parse refuses, damage inside strings aside', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(300),
        fc.constantFrom(...Array.from('[]{},:0x- ')),
        (value, at, sign) => {
          const text = JSON.stringify(value)
          const place = at % text.length
          const damaged = text.slice(0, place) + sign + text.slice(place + 1)
          const isFound = outlineJson(damaged).problem === null
          expect(isJson(damaged) ? isFound : !isFound || hasBadEscape(damaged)).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('tells where the mistake is, and of a second value', () => {
    expect(outlineJson('{"a":tru}').problem).toEqual({ why: 'bad', at: 5 })
    expect(outlineJson('[1,]').problem).toEqual({ why: 'bad', at: 3 })
    expect(outlineJson('{"a":1}\n{"a":2}').problem).toEqual({ why: 'more', at: 8 })
  })

  it('stops at a depth nobody means', () => {
    expect(outlineJson('['.repeat(600)).problem?.why).toBe('bad')
  })
})

/** Escapes inside strings are the record reader's to look at. */
function hasBadEscape(text: string): boolean {
  return [...text.matchAll(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4}|(.))/g)].some(([, odd]) => odd !== undefined)
}
