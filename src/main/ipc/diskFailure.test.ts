// A full disk is a sentence of its own, wherever in the chain of causes it stands.
import { expect, it } from 'vitest'
import { diskRefusal } from './diskFailure'

it.each([
  ['disk_full', new Error('database or disk is full')],
  [
    'disk_full',
    new Error('The preferences could not be saved.', { cause: new Error('ENOSPC: no space left on device, write') }),
  ],
  ['disk_read_only', new Error('attempt to write a readonly database')],
])('P3 says %s of %s', (code, error) => {
  expect(diskRefusal(error)).toMatchObject({ ok: false, refusal: { code } })
})

it('leaves a bug a bug', () => {
  expect(diskRefusal(new TypeError('x is not a function'))).toBeNull()
  expect(diskRefusal('text')).toBeNull()
})
