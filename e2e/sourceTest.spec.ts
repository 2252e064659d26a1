// A source is set up as a person does it: its address is tested, what was found is corrected, and what is saved brings those rows.
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { axeFindings } from './axeFindings'
import { desktop } from './desktop/desktop'
import { type ApiAnswer, type JsonApi, startApi } from './jsonApi'
import { type Lull, launchLull, untilSynced } from './lull'
import { select } from './sqlite'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

const orders = Array.from({ length: 40 }, (_, at) => ({
  id: at % 7,
  number: `A-${at}`,
  total: at / 4,
  updated_at: `2026-02-${String((at % 28) + 1).padStart(2, '0')}T10:00:00Z`,
}))

/** Two pages of orders, told by an address in the answer; and a list of customers that is longer than a page. */
function shop(path: string): ApiAnswer | null {
  const url = new URL(path, 'http://localhost')
  if (url.pathname !== '/orders') return null
  const page = Number(url.searchParams.get('page') ?? 1)
  const customers = Array.from({ length: 30 }, (_, at) => ({ customer_id: at, name: `Customer ${at}` }))
  const next = page === 1 ? '/orders?page=2' : null
  return { body: { data: { orders: orders.slice((page - 1) * 20, page * 20), customers }, links: { next } } }
}

let api: JsonApi
let lull: Lull

test.beforeEach(async () => {
  desktop.reset()
  api = await startApi(shop)
  lull = await launchLull()
})

test.afterEach(async () => {
  await lull.dispose()
  await api.close()
})

async function openForm(): Promise<void> {
  const { page } = lull
  await page.getByRole('navigation').getByRole('button', { name: 'Sources' }).click()
  await page
    .getByRole('main')
    .getByRole('button', { name: /Your own address/ })
    .click()
}

test('PULL-1 what a test finds is corrected in the form, and saved as it was corrected', async () => {
  const { page } = lull
  await openForm()
  const dialog = page.getByRole('dialog', { name: 'Your own address' })
  await dialog.getByLabel('Address').fill('not an address')
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByText('This is not an address.')).toBeVisible()
  await dialog.getByLabel('Address').fill(`${api.origin}/nothing`)
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('The server has nothing at this address. Nothing was stored.')
  await dialog.getByLabel('Address').fill(`${api.origin}/orders`)
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()

  await expect(dialog.getByText(/answered in .* Nothing was stored/)).toBeVisible()
  const list = dialog.getByRole('combobox', { name: 'Where the list is' })
  const key = dialog.getByRole('combobox', { name: 'Field that identifies a row' })
  await expect(list).toHaveText('data.customers, 30 rows')
  await expect(key).toHaveText('customer_id')
  await list.click()
  await page.getByRole('option', { name: 'data.orders, 20 rows' }).click()
  await expect(key).toHaveText('number')
  await expect(dialog.getByRole('combobox', { name: 'Type of total' })).toHaveText('number, integer (found)')
  await expect(dialog.getByRole('cell', { name: 'A-3', exact: true })).toBeVisible()
  await expect(dialog.getByText('Found by links.next in this answer.')).toBeVisible()
  await expect(dialog.getByRole('combobox', { name: 'Pages' })).toContainText('the address of the next page')
  await expect(dialog.getByText(/“updated_at” seems to tell/)).toBeVisible()
  expect(await axeFindings(lull)).toEqual([])
  expect(await lull.call('sources.list', {})).toEqual([])
  expect(api.requests).toHaveLength(2)

  await dialog.getByLabel('Name', { exact: true }).fill('Shop orders')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  const [source] = await lull.call('sources.list', {})
  expect(source).toMatchObject({ recordsPath: 'data.orders', keyField: 'number', name: 'Shop orders' })
  expect(source?.pull?.pages).toEqual({ type: 'next_url', path: 'links.next' })
  await untilSynced(lull, source?.id ?? '')
  const rows = select<{ _key: string }>(join(lull.userData, 'library.db'), 'select _key from shop_orders')
  expect(new Set(rows.map(({ _key }) => _key)).size).toBe(40)
})

const parcels = [
  { id: 'p1', weight: '12', fragile: 'true', code: '007' },
  { id: 'p2', weight: '9007199254740993', fragile: 'false', code: '008' },
  { id: 'p3', weight: 'unknown', fragile: 'true', code: '009' },
]

test('PULL-17 PULL-18 a type that is chosen shows its effect before anything is stored, and a choice later is a change of shape', async () => {
  api.answer(() => ({ body: parcels }))
  const { page } = lull
  await openForm()
  const dialog = page.getByRole('dialog', { name: 'Your own address' })
  await dialog.getByLabel('Address').fill(`${api.origin}/parcels`)
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  const weight = dialog.getByRole('combobox', { name: 'Type of weight' })
  await expect(weight).toHaveText('text (found)')
  // By keys alone.
  await weight.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('option', { name: 'text (found)' })).toBeVisible()
  await page.keyboard.press('i')
  await page.keyboard.press('Enter')
  await expect(weight).toHaveText('integer')
  await expect(dialog.getByRole('cell', { name: 'unknown in _raw' })).toBeVisible()
  await expect(
    dialog.getByText(/“weight”: 1 of 3 records has a value that is no integer. Such a value is kept as it came/),
  ).toBeVisible()
  expect(await axeFindings(lull)).toEqual([])
  await dialog.getByRole('combobox', { name: 'Type of fragile' }).click()
  await page.getByRole('option', { name: 'true/false', exact: true }).click()
  await expect(dialog.getByRole('cell', { name: '1', exact: true })).toHaveCount(2)
  expect(api.requests).toHaveLength(1)
  await dialog.getByLabel('Name', { exact: true }).fill('Parcels')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()

  const [source] = await lull.call('sources.list', {})
  expect(source?.pull?.types).toEqual({ weight: 'integer', fragile: 'boolean' })
  await untilSynced(lull, source?.id ?? '')
  const library = join(lull.userData, 'library.db')
  const stored = (): unknown[] =>
    select(
      library,
      'select cast(weight as text) as weight, typeof(weight) as type, fragile, code, _raw from parcels order by id',
    )
  expect(stored()).toEqual([
    { weight: '12', type: 'integer', fragile: 1, code: '007', _raw: null },
    { weight: '9007199254740993', type: 'integer', fragile: 0, code: '008', _raw: null },
    { weight: null, type: 'null', fragile: 1, code: '009', _raw: '{"weight":"unknown"}' },
  ])

  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Parcels”' })
  await expect(edit.getByText('Saving this pulls everything again.')).toBeHidden()
  // Without a test: what is chosen stands there all the same.
  await edit.getByRole('combobox', { name: 'Type of weight' }).click()
  await page.getByRole('option', { name: 'as it comes' }).click()
  await expect(edit.getByText(/Saving this pulls everything again/)).toBeVisible()
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit).toBeHidden()
  await expect
    .poll(() => stored()[2], { timeout: 15_000 })
    .toMatchObject({ weight: 'unknown', type: 'text', _raw: null })
  const log = select(library, 'select property, change, old_type, new_type, rows from _schema_log order by id')
  expect(log.at(-1)).toEqual({
    property: 'weight',
    change: 'type_chosen',
    old_type: 'integer',
    new_type: 'found',
    rows: 3,
  })
  await expect(
    page.getByText('is stored as you chose: as it comes').or(page.getByText('changed its shape in')),
  ).toBeVisible()
})

test('S27 a test sends the typed token to its own origin, and an edit tests with the stored one', async () => {
  const { page } = lull
  await openForm()
  const dialog = page.getByRole('dialog', { name: 'Your own address' })
  await dialog.getByLabel('Address').fill(`${api.origin}/orders`)
  await dialog.getByRole('combobox', { name: 'Sign-in' }).click()
  await page.getByRole('option', { name: 'Token (bearer)' }).click()
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('There is no token for this server')
  await dialog.getByLabel('Token', { exact: true }).fill('s3cret')
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByText(/answered in/)).toBeVisible()
  await dialog.getByLabel('Name', { exact: true }).fill('Signed')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  const [source] = await lull.call('sources.list', {})
  await untilSynced(lull, source?.id ?? '')
  const before = api.requests.length

  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Signed”' })
  await edit.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(edit.getByText(/answered in/)).toBeVisible()
  expect(api.requests.slice(before).map(({ token }) => token)).toEqual(['s3cret'])
  expect(new Set(api.requests.map(({ token }) => token))).toEqual(new Set(['s3cret']))
})

test('an edit while the source is synced counts as soon as that sync has ended', async () => {
  let isSlow = true
  api.answer((path) => ({ ...shop(path), body: shop(path)?.body, afterMs: isSlow ? 2_000 : 0 }))
  const settings = {
    name: 'Edited',
    url: `${api.origin}/orders`,
    recordsPath: 'data.orders',
    keyField: 'number',
    paginator: { type: 'single' as const },
    auth: 'none' as const,
    everyMs: null,
    constraints: {},
  }
  const { id } = await lull.call('sources.add', { settings })
  await expect.poll(() => api.requests.length).toBe(1)
  await lull.call('sources.edit', {
    id,
    settings: { ...settings, recordsPath: 'data.customers', keyField: 'customer_id' },
  })
  isSlow = false
  const ran = async (): Promise<number> =>
    (await lull.call('history.query', { sourceId: id, results: ['ran'] })).rows.length
  await expect.poll(ran, { timeout: 15_000 }).toBe(2)
  const keys = select<{ _key: string }>(join(lull.userData, 'library.db'), 'select _key from edited')
  expect(keys.map(({ _key }) => _key)).toContain('29')
})

test('from the first start a template takes two clicks, and what must be typed', async () => {
  // Nothing is asked of the real servers.
  await lull.call('pauses.set', { scope: { type: 'all' }, until: null })
  const { page } = lull
  // Clicks of the mouse: Enter in a form is none.
  const clicks = (): Promise<number> => page.evaluate(() => Number(document.documentElement.dataset.clicks ?? 0))
  await page.evaluate(() => {
    const counter = document.documentElement.dataset
    const count = (event: MouseEvent): void => {
      if (event.detail > 0) counter.clicks = String(Number(counter.clicks ?? 0) + 1)
    }
    document.addEventListener('click', count, true)
  })
  const choice = page.getByRole('dialog', { name: 'Add a source' })
  const form = page.getByRole('dialog', { name: /^Add “/ })

  await page.getByRole('main').getByRole('button', { name: 'Add a source' }).click()
  await choice.getByRole('button', { name: 'Add Earthquakes (USGS)' }).click()
  await expect(choice).toBeHidden()
  await expect(page.getByRole('gridcell', { name: /Earthquakes/ }).first()).toBeVisible()
  expect(await clicks()).toBe(2)

  await page.getByRole('button', { name: 'Add a source' }).click()
  await choice.getByRole('button', { name: /GitHub issues/ }).click()
  await expect(form.getByLabel('Owner')).toBeFocused()
  await page.keyboard.type('octocat')
  await page.keyboard.press('Tab')
  await page.keyboard.type('hello')
  await page.keyboard.press('Enter')
  await expect(form).toBeHidden()
  expect(await clicks()).toBe(4)

  await page.getByRole('button', { name: 'Add a source' }).click()
  await choice.getByRole('button', { name: /Football matches/ }).click()
  await expect(form.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(form.getByLabel('Token or key', { exact: true })).toBeFocused()
  await page.keyboard.type('t0ken')
  await page.keyboard.press('Enter')
  await expect(form).toBeHidden()
  expect(await clicks()).toBe(6)

  const added = await lull.call('sources.list', {})
  expect(added.map(({ url }) => url).toSorted()).toEqual([
    'https://api.football-data.org/v4/matches',
    'https://api.github.com/repos/octocat/hello/issues?state=all&per_page=100',
    'https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/all_day.geojson',
  ])
  const football = added.find(({ auth }) => auth === 'bearer')
  expect([football?.signedIn, football?.pull?.tokenAs]).toEqual([true, { type: 'header', name: 'X-Auth-Token' }])
})
