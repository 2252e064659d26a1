// A typed record.
import { expect, it } from 'vitest'
import { entityOf, jsonMistake, suggestedLabel } from './recordText'

it('is JSON or says what is wrong', () => {
  expect(jsonMistake('{"a": 1}')).toBeNull()
  expect(jsonMistake('{"a": }')).toEqual({ at: null })
  expect(jsonMistake('{"a": 1\n "b": 2}')).toEqual({ at: { line: 2, column: 2 } })
  expect(jsonMistake('')).toEqual({ at: null })
})

it('is called after what names it', () => {
  expect(suggestedLabel('{"id": 7, "title": "Late"}')).toBe('Late')
  expect(suggestedLabel('{"id": 7, "title": " "}')).toBe('7')
  expect(suggestedLabel('[1]')).toBe('')
  expect(suggestedLabel('{"constructor": 1}')).toBe('')
  expect(suggestedLabel('{')).toBe('')
})

it('OUT-6 is in order with others by a field of its own', () => {
  expect(entityOf('{"order": {"id": 12}}', 'order.id')).toBe('12')
  expect(entityOf('{"order": {"id": ""}}', 'order.id')).toBeNull()
  expect(entityOf('{"order": null}', 'order.id')).toBeNull()
})
