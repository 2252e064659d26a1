// Proves the pretend desktop on a probe app: each control reaches Electron, or the D-Bus reader that the app uses
// where Electron does not listen. What Lull makes of it is proved by the other specs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, test } from '@playwright/test'
import { desktop } from './desktop'
import { callMethod } from './gdbus'
import { quit } from './quit'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')

let app: ElectronApplication
let userData: string
let said = ''

test.beforeAll(async () => {
  userData = mkdtempSync(join(tmpdir(), 'desktop-probe-'))
  app = await _electron.launch({ args: [join(import.meta.dirname, 'probe-app'), `--user-data-dir=${userData}`] })
  app.process().stdout?.on('data', (chunk) => (said += String(chunk)))
  await app.firstWindow()
})

test.afterAll(async () => {
  await quit(app)
  rmSync(userData, { recursive: true, force: true })
})

test('the tray shows the icon, its tooltip and its menu, and clicks arrive', async () => {
  await expect.poll(() => desktop.tray.items()).toHaveLength(1)
  expect(desktop.tray.items()[0]).toMatchObject({ tooltip: 'probe tray', iconSizes: [[16, 16]] })
  const labels = desktop.tray.menu().children?.map((entry) => entry.label ?? entry.type)
  expect(labels).toEqual(['Open history', 'Paused', 'separator', 'Jobs'])
  desktop.tray.click('Jobs/Run now')
  await expect.poll(() => said).toContain('"label":"Run now"')
  desktop.tray.click('Paused')
  await expect.poll(() => said).toContain('"label":"Paused","checked":true')
  desktop.tray.activate()
  await expect.poll(() => said).toContain('tray-click')
  expect(() => desktop.tray.click('Jobs/Off')).toThrow(/disabled/)
  expect(() => desktop.tray.click('Nowhere')).toThrow(/no entry/)
})

test('a changed tray icon is seen as changed', async () => {
  const before = desktop.tray.items()[0]?.iconDigest
  await app.evaluate(() => (globalThis as unknown as { greenIcon(): void }).greenIcon())
  await expect.poll(() => desktop.tray.items()[0]?.iconDigest).not.toBe(before)
})

test('the battery is UPower’s, and a page sees its level', async () => {
  const level = () =>
    app.windows()[0]?.evaluate(async () => {
      const manager = navigator as unknown as { getBattery(): Promise<{ level: number; charging: boolean }> }
      const { level: share, charging } = await manager.getBattery()
      return [share, charging]
    })
  desktop.battery(true, 17)
  await expect.poll(level).toEqual([0.17, false])
  expect(propertyOf('UPower', '/org/freedesktop/UPower', 'org.freedesktop.UPower', 'OnBattery')).toContain('true')
  desktop.battery(false, 60)
  await expect.poll(level).toEqual([0.6, true])
})

test('idle time grows, and input ends it', async () => {
  const idleSeconds = () => app.evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleTime())
  await expect.poll(idleSeconds).toBeGreaterThanOrEqual(2)
  desktop.input('mousemove_relative', '--', '9', '9')
  await expect.poll(idleSeconds).toBeLessThan(2)
})

test('notifications are seen, clicked, dismissed, and withdrawn by the app', async () => {
  const show = (title: string) =>
    app.evaluate(({ Notification }, shownTitle) => {
      const notification = new Notification({ title: shownTitle, body: 'It freed 3 MB; nothing else.' })
      notification.on('click', () => process.stdout.write(`clicked ${shownTitle}\n`))
      notification.on('close', () => process.stdout.write(`closed ${shownTitle}\n`))
      notification.show()
      Object.assign(globalThis, { shown: notification })
    }, title)
  const last = () => desktop.notifications.all().at(-1)
  await show('Clean-up done')
  await expect.poll(last).toMatchObject({ title: 'Clean-up done', body: 'It freed 3 MB; nothing else.', open: true })
  desktop.notifications.click(last()?.id ?? 0)
  await expect.poll(() => said).toContain('clicked Clean-up done')
  await show('it’s "second"')
  await expect.poll(last).toMatchObject({ title: 'it’s "second"' })
  desktop.notifications.dismiss(last()?.id ?? 0)
  await expect.poll(() => said).toContain('closed it’s "second"')
  await show('third')
  await expect.poll(() => desktop.notifications.open().map((one) => one.title)).toEqual(['third'])
  await app.evaluate(() => (globalThis as unknown as { shown: { close(): void } }).shown.close())
  await expect.poll(last).toMatchObject({ title: 'third', open: false, closed: 'withdrawn' })
})

test('the cable is the kernel’s, and net.isOnline() follows it', async () => {
  test.skip(!desktop.hasOwnNetwork, 'Needs a network of its own, which only root can make.')
  const isOnline = () => app.evaluate(({ net }) => net.isOnline())
  desktop.network.cable(false)
  await expect.poll(isOnline).toBe(false)
  desktop.network.cable(true)
  await expect.poll(isOnline).toBe(true)
})

test('NetworkManager says metered, offline, captive, and which network this is', () => {
  const manager = '/org/freedesktop/NetworkManager'
  const read = (name: string) => propertyOf('NetworkManager', manager, 'org.freedesktop.NetworkManager', name)
  desktop.network.metered('yes')
  expect(read('Metered')).toContain('uint32 1')
  desktop.network.offline(true)
  expect(read('State')).toContain('uint32 20')
  expect(read('Connectivity')).toContain('uint32 1')
  desktop.network.offline(false)
  expect(read('State')).toContain('uint32 70')
  desktop.network.connectivity('portal')
  expect(read('Connectivity')).toContain('uint32 2')
  desktop.network.connection('Café', '0b8f7a52-1111-4111-8111-111111111111', '802-11-wireless')
  const path = /'(\/[^']+)'/.exec(read('PrimaryConnection'))?.[1] ?? ''
  const active = 'org.freedesktop.NetworkManager.Connection.Active'
  expect(propertyOf('NetworkManager', path, active, 'Uuid')).toContain('0b8f7a52-1111')
  expect(propertyOf('NetworkManager', path, active, 'Id')).toContain('Café')
  desktop.reset()
  expect(read('Metered')).toContain('uint32 4')
  expect(read('Connectivity')).toContain('uint32 4')
})

test('the session is locked and unlocked as logind says it', () => {
  const session = '/org/freedesktop/login1/session/c1'
  const hint = () => propertyOf('login1', session, 'org.freedesktop.login1.Session', 'LockedHint')
  desktop.lock(true)
  expect(hint()).toContain('true')
  desktop.lock(false)
  expect(hint()).toContain('false')
  const manager = { bus: 'system', name: 'org.freedesktop.login1', path: '/org/freedesktop/login1' } as const
  expect(callMethod(manager, 'org.freedesktop.login1.Manager.GetSessionByPID', '0')).toContain(session)
})

test('a keyring is there for who asks for it, and for nobody else', async () => {
  test.skip(!desktop.hasKeyring, 'Needs gnome-keyring.')
  const backend = (one: ElectronApplication) =>
    one.evaluate(({ safeStorage }) => safeStorage.getSelectedStorageBackend())
  expect(await backend(app)).toBe('basic_text')
  const other = mkdtempSync(join(tmpdir(), 'desktop-probe-'))
  const probe = join(import.meta.dirname, 'probe-app')
  const asking = await _electron.launch({ args: [...desktop.keyringArgs, probe, `--user-data-dir=${other}`] })
  try {
    await asking.firstWindow()
    expect(await backend(asking)).toBe('gnome_libsecret')
    const kept = await asking.evaluate(({ safeStorage }) => {
      const sealed = safeStorage.encryptString('héllo')
      return { open: safeStorage.decryptString(sealed), isSealed: !sealed.toString('latin1').includes('llo') }
    })
    expect(kept).toEqual({ open: 'héllo', isSealed: true })
  } finally {
    await quit(asking)
    rmSync(other, { recursive: true, force: true })
  }
})

test('a suspend and a resume arrive, and the app still ends by itself', async () => {
  desktop.sleep(true)
  await expect.poll(() => said).toContain('"event":"suspend"')
  desktop.sleep(false)
  await expect.poll(() => said).toContain('"event":"resume"')
  expect(await quit(app)).toBe(0)
})

function propertyOf(service: string, path: string, iface: string, name: string): string {
  const target = { bus: 'system', name: `org.freedesktop.${service}`, path } as const
  return callMethod(target, 'org.freedesktop.DBus.Properties.Get', iface, name)
}
