// What is about to be added.
import { HOUR_MS } from '@shared/time'
import { expect, it } from 'vitest'
import { draftOf, filesRequest, mistakesOf, recordRequest, tooLarge, withFiles } from './addDraft'

const json = { handle: 'h1', name: 'a.json', bytes: 10 }
const photo = { handle: 'h2', name: 'b.jpg', bytes: 17_000_000 }

it('takes JSON files apart and sends others as they are', () => {
  expect(draftOf([json])).toMatchObject({ what: 'files', as: 'records' })
  expect(draftOf([json, photo]).as).toBe('files')
  expect(withFiles(draftOf([]), [json])).toMatchObject({ what: 'files', as: 'records' })
  expect(withFiles(draftOf([json]), [json, photo]).files).toEqual([json, photo])
})

it('names the files that are too large to be sent', () => {
  expect(tooLarge(draftOf([json, photo]))).toEqual([photo])
  expect(tooLarge({ ...draftOf([json, photo]), as: 'records' })).toEqual([])
})

it('says what is missing', () => {
  expect(mistakesOf(draftOf([])).record).toBeDefined()
  expect(mistakesOf({ ...draftOf([]), body: '{"a":1.50}' })).toEqual({})
  expect(mistakesOf({ ...draftOf([]), what: 'files' }).files).toBe('outbox:needs_files')
})

it('sends a record exactly as it was written, once or each period', () => {
  const draft = { ...draftOf([]), destinationId: 'd', body: '{"id": 12345678901234567890, "title": "Late"}' }
  expect(recordRequest(draft, 'Record')).toEqual({
    destinationId: 'd',
    body: draft.body,
    label: 'Late',
    entity: null,
    entityField: null,
    repeat: null,
  })
  const repeated = { ...draft, entityField: ' title ', everyMs: 24 * HOUR_MS, constraints: { charging: true } }
  expect(recordRequest(repeated, 'Record')).toMatchObject({
    entity: 'Late',
    entityField: 'title',
    repeat: { everyMs: 24 * HOUR_MS, constraints: { charging: true } },
  })
  expect(filesRequest(draftOf([json]))).toMatchObject({ handles: ['h1'], as: 'records', repeat: null })
})
