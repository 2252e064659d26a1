// A secret that cannot be printed (S31).
import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { Secret } from './secret'

it('S31 shows itself as [secret] wherever it is written', () => {
  const secret = new Secret('canary-7f3a')
  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
    ['a', secret].join(),
  ]
  expect(shown.filter((text) => text.includes('canary'))).toEqual([])
  expect(shown.every((text) => text.includes('[secret]'))).toBe(true)
  expect(() => structuredClone(secret)).not.toThrow()
  expect(inspect(structuredClone(secret))).not.toContain('canary')
})

it('knows what can stand in a header', () => {
  expect(['abc.DEF-123_~+/=', 'a b', 'a\nb', 'é', ''].map((text) => new Secret(text).isHeaderSafe())).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})
