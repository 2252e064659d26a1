// What a source asks of a person: whether rows that it no longer lists may go, and to look at how its records changed.
import { join } from 'node:path'
import { expect, type Locator, test } from '@playwright/test'
import { pullSettingsOf } from '@shared/pullSettings'
import { axeFindings } from './axeFindings'
import { desktop } from './desktop/desktop'
import { feedSettings } from './feedSettings'
import { type JsonApi, startApi } from './jsonApi'
import { type Lull, launchLull, syncOf, untilSynced } from './lull'
import { select } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

interface Item {
  id?: number
  title: string
  note?: string
  weight?: string | number
}

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, title: `Item ${at + 1}`, weight: at }))

let api: JsonApi
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  api = await startApi(() => ({ body: items(200) }))
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  await api.close()
})

const counted = (where: string): number =>
  Number(
    select<{ n: number }>(join(lull.userData, 'library.db'), `select count(*) as n from items where ${where}`)[0]?.n,
  )

/** A source of 200 rows that then lists 20 of them: its deletions are held. */
async function withHeldDeletions(): Promise<string> {
  const settings = feedSettings(`${api.origin}/items`, {
    name: 'Items',
    paginator: { type: 'single' },
    pull: pullSettingsOf({ deletes: { mode: 'full' } }),
  })
  const { id } = await lull.call('sources.add', { settings })
  await untilSynced(lull, id)
  api.answer(() => ({ body: items(20) }))
  await lull.call('sources.syncNow', { id })
  await expect.poll(async () => (await syncOf(lull, id)).error?.code).toBe('mass_delete_guard')
  return id
}

async function openAnswer(): Promise<Locator> {
  const { page } = lull
  await page.getByRole('navigation').getByRole('button', { name: 'Sources' }).click()
  await page.getByRole('gridcell', { name: 'Items' }).first().click()
  const panel = page.getByRole('complementary', { name: 'Items' })
  await expect(panel.getByText('The source no longer lists 180 of 200 rows. Nothing was deleted here.')).toBeVisible()
  await panel.getByRole('button', { name: 'Look and answer…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rows that “Items” no longer lists' })
  await expect(dialog.getByRole('row')).toHaveCount(101)
  await expect(dialog.getByRole('cell', { name: 'Item 21', exact: true })).toBeVisible()
  await expect(dialog.getByText('The first 100 of 180.')).toBeVisible()
  expect(await axeFindings(lull)).toEqual([])
  return dialog
}

test('PULL-15 held deletions are looked at, and deleted once a person says so', async () => {
  const id = await withHeldDeletions()
  expect(counted('_deleted_at is null')).toBe(200)
  const dialog = await openAnswer()
  await dialog.getByRole('button', { name: 'Delete them' }).click()
  const sure = lull.page.getByRole('dialog', { name: 'Delete 180 rows?' })
  await sure.getByRole('button', { name: 'Cancel' }).click()
  await expect(sure).toBeHidden()
  await dialog.getByRole('button', { name: 'Delete them' }).click()
  await sure.getByRole('button', { name: 'Delete them' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(() => counted('_deleted_at is null')).toBe(20)
  await expect.poll(async () => (await syncOf(lull, id)).error).toBeNull()
  await expect(lull.page.getByText('The source no longer lists')).toBeHidden()
  expect((await lull.call('sources.list', {}))[0]?.deletesAnswer).toBeNull()
})

test('PULL-15 held deletions are kept when a person says so, and not asked about again', async () => {
  const id = await withHeldDeletions()
  await lull.page.getByRole('navigation').getByRole('button', { name: 'Overview' }).click()
  await lull.page.getByRole('button', { name: 'Look and answer…' }).click()
  const fromOverview = lull.page.getByRole('dialog', { name: 'Rows that “Items” no longer lists' })
  await expect(fromOverview.getByRole('row')).toHaveCount(101)
  await fromOverview.getByRole('button', { name: 'Close' }).click()
  const dialog = await openAnswer()
  await dialog.getByRole('button', { name: 'Keep them' }).click()
  const sure = lull.page.getByRole('dialog', { name: 'Keep 180 rows?' })
  await sure.getByRole('button', { name: 'Keep them' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(async () => (await syncOf(lull, id)).error).toBeNull()
  await expect(lull.page.getByText('The source no longer lists')).toBeHidden()
  api.answer(() => ({ body: items(19) }))
  await lull.call('sources.syncNow', { id })
  await expect.poll(async () => (await syncOf(lull, id)).error?.code).toBe('mass_delete_guard')
  await lull.call('sources.answerDeletes', { id, answer: 'keep', upToRows: 181 })
  await expect.poll(async () => (await syncOf(lull, id)).error).toBeNull()
  expect(counted('_deleted_at is null')).toBe(200)
  await lull.call('sources.remove', { id, withRows: false })
  expect(await lull.call('sources.list', {})).toEqual([])
})

test('PULL-18 what changed of a table’s shape and what was set aside is shown until it was seen', async () => {
  api.answer(() => ({ body: items(3) }))
  const settings = feedSettings(`${api.origin}/items`, { name: 'Items', paginator: { type: 'single' } })
  const { id } = await lull.call('sources.add', { settings })
  await untilSynced(lull, id)
  const [first, ...rest] = items(3)
  const changed = [{ ...first, note: 'new', weight: 'heavy' }, ...rest, { title: 'Nobody', weight: 1 }]
  api.answer(() => ({ body: changed }))
  await lull.call('sources.syncNow', { id })
  await expect
    .poll(async () => (await lull.call('history.query', { sourceId: id, results: ['ran'] })).rows.length)
    .toBe(2)

  const { page } = lull
  await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click()
  await expect(page.getByRole('navigation', { name: 'Tables' }).getByText('To review')).toBeAttached()
  const notice = page.getByText('“items” changed its shape in 2 ways. Nothing was dropped. 1 record was set aside')
  await expect(notice).toBeVisible()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'About items' })
  await expect(dialog.getByText('note: New column, text · 1 row')).toBeVisible()
  await expect(dialog.getByText('weight: Held number, now also text · 1 row')).toBeVisible()
  await expect(dialog.getByText('nothing identifies it')).toBeVisible()
  await expect(dialog.getByText('{"title":"Nobody","weight":1}')).toBeVisible()
  expect(await axeFindings(lull)).toEqual([])
  await dialog.getByRole('button', { name: 'Seen' }).click()
  await expect(notice).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Tables' }).getByText('To review')).toBeHidden()

  // A row that came, one that changed and one that stayed, since it was looked at: as rows.
  await page.getByRole('navigation').getByRole('button', { name: 'Sources' }).click()
  api.answer(() => ({
    body: [...changed, { id: 9, title: 'Came', weight: 9 }].map((one) => ({
      ...one,
      ...(one.id === 2 ? { title: 'Changed' } : {}),
    })),
  }))
  await lull.call('sources.syncNow', { id })
  await page.getByRole('gridcell', { name: 'Items' }).first().click()
  await expect(page.getByText('1 new, 1 changed, 0 gone')).toBeVisible()
  await page.getByRole('button', { name: 'Show rows' }).click()
  await page.getByRole('tab', { name: /^New/ }).click()
  await expect(page.getByRole('gridcell', { name: 'Came' })).toBeVisible()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2')
  await page.getByRole('tab', { name: /^Changed/ }).click()
  await expect(page.getByRole('gridcell', { name: 'Changed' })).toBeVisible()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2')
})

test('PULL-8 everything is pulled again, and the rows stay readable until it has come', async () => {
  api.answer(() => ({ body: items(200), headers: { etag: '"same"' } }))
  const settings = feedSettings(`${api.origin}/items`, { name: 'Items', paginator: { type: 'single' } })
  const { id } = await lull.call('sources.add', { settings })
  await untilSynced(lull, id)
  const { page } = lull
  await page.getByRole('navigation').getByRole('button', { name: 'Sources' }).click()
  await page.getByRole('gridcell', { name: 'Items' }).first().click()
  const changed = items(200).map((one) => ({ ...one, title: `Anew ${one.id}` }))
  api.answer(() => ({ body: changed, headers: { etag: '"same"' }, afterMs: 1_500 }))
  await page.getByRole('button', { name: 'Pull all again…' }).click()
  await page.getByRole('button', { name: 'Pull everything', exact: true }).click()
  await expect.poll(() => api.requests.length).toBe(2)
  expect(counted('_deleted_at is null')).toBe(200)
  await expect.poll(() => counted("title like 'Anew %'")).toBe(200)
})
