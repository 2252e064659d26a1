// What a value becomes as the type that a person chose: the same value or none, digit by digit.
import { describe, expect, it } from 'vitest'
import { parseExact } from '../parse/exactNumbers'
import { toCell } from './cells'
import { asChosen } from './chosenTypes'

const stored = (json: string, type: Parameters<typeof asChosen>[1]): unknown => {
  const value = asChosen(parseExact(json), type)
  return value === undefined ? 'misfit' : toCell(value)
}

describe('PULL-19 a value of a chosen type', () => {
  it.each([
    ['"42"', 42n],
    ['"-7"', -7n],
    ['42', 42n],
    ['5.0', 5n],
    ['"9007199254740993"', 9007199254740993n],
    ['9007199254740993', 9007199254740993n],
    ['12345678901234567890', '12345678901234567890'],
    ['"007"', 'misfit'],
    ['"1.5"', 'misfit'],
    ['1.5', 'misfit'],
    ['" 1"', 'misfit'],
    ['"one"', 'misfit'],
    ['true', 'misfit'],
    ['{"a":1}', 'misfit'],
    ['[1]', 'misfit'],
  ])('is a whole number: %s', (json, cell) => expect(stored(json, 'integer')).toEqual(cell))

  it.each([
    ['"1.5"', 1.5],
    ['"1e3"', 1000n],
    ['2', 2n],
    ['"0.1000000000000000055511151231257827"', '0.1000000000000000055511151231257827'],
    ['0.1000000000000000055511151231257828', '0.1000000000000000055511151231257828'],
    ['"1,5"', 'misfit'],
    ['"NaN"', 'misfit'],
    ['"Infinity"', 'misfit'],
    ['"0x10"', 'misfit'],
    ['false', 'misfit'],
  ])('is a number: %s', (json, cell) => expect(stored(json, 'number')).toEqual(cell))

  it.each([
    ['true', 1n],
    ['false', 0n],
    ['"true"', 1n],
    ['"FALSE"', 0n],
    ['1', 1n],
    ['0', 0n],
    ['2', 'misfit'],
    ['"yes"', 'misfit'],
    ['"1"', 'misfit'],
  ])('is true or false: %s', (json, cell) => expect(stored(json, 'boolean')).toEqual(cell))

  it.each([
    ['"as it is"', 'as it is'],
    ['12.5', '12.5'],
    ['-0', '-0'],
    ['9007199254740993', '9007199254740993'],
    ['0.1000000000000000055511151231257828', '0.1000000000000000055511151231257828'],
    ['true', 'true'],
    ['{"a":[1,9007199254740993]}', '{"a":[1,9007199254740993]}'],
  ])('is text: %s', (json, cell) => expect(stored(json, 'text')).toEqual(cell))

  it.each(['text', 'integer', 'number', 'boolean'] as const)(
    'F159 null and an empty text are of every type: %s',
    (type) => {
      expect([stored('null', type), stored('""', type)]).toEqual([null, ''])
    },
  )
})
