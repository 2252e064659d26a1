// The form of a destination.
import { destinationSettingsSchema } from '@shared/destinations'
import { expect, it } from 'vitest'
import { destinationDraft, destinationMistakes, destinationSettings, emptyDestination } from './destinationDraft'

const draft = { ...emptyDestination(), url: 'https://example.org/items' }

it('is called after its server where it has no name, and is what main takes', () => {
  const settings = destinationSettings(draft)
  expect(settings).toMatchObject({
    name: 'example.org',
    method: 'POST',
    key: { in: 'header', name: 'Idempotency-Key' },
  })
  expect(destinationSettingsSchema.safeParse(settings).success).toBe(true)
  expect(destinationMistakes(draft)).toEqual({})
})

it('comes back as it was written', () => {
  const written = {
    ...draft,
    name: 'Shop',
    signIn: 'header' as const,
    tokenHeader: 'X-Key',
    keyIn: 'body' as const,
    keyField: 'clientId',
    lookupUrl: 'https://example.org/items?client={key}',
    constraints: { charging: true },
  }
  expect(destinationMistakes(written)).toEqual({})
  expect(destinationDraft(destinationSettings(written))).toEqual(written)
})

it('says which field is wrong', () => {
  expect(destinationMistakes({ ...draft, url: '' }).url).toBe('words:needs_value')
  expect(destinationMistakes({ ...draft, url: 'ftp://example.org' }).url).toBe('refusals:url_scheme')
  expect(destinationMistakes({ ...draft, keyHeader: 'Authorization' }).key).toBeDefined()
  expect(destinationMistakes({ ...draft, keyIn: 'body', keyField: ' ' }).key).toBeDefined()
  expect(destinationMistakes({ ...draft, signIn: 'header', tokenHeader: '' }).tokenHeader).toBeDefined()
  expect(destinationMistakes({ ...draft, lookupUrl: 'https://other.org/{key}' }).lookupUrl).toBe(
    'refusals:lookup_other_origin',
  )
})
