// Starts the real app for a test, in a data directory of its own, and reaches into it the way a person or the system would:
// its windows, the contract's bridge, its processes and what it prints. What the app makes of it is each spec's to see.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test'
import type { Bridge } from '@shared/ipc/bridge'
import type { CommandInput, CommandName, CommandOutputs } from '@shared/ipc/commands'
import type { JobView } from '@shared/jobs/job'
import { quit } from './desktop/quit'

const root = join(import.meta.dirname, '..')
/** The installed app to drive in place of out/: see package.spec.ts. */
const packaged = process.env.LULL_PACKAGED_APP

export interface LullProcess {
  pid: number
  type: string
  name: string
}

export interface Lull {
  app: ElectronApplication
  userData: string
  /** The main window; opened again with openWindow() after it was closed. */
  page: Page
  /** Everything it printed so far. */
  said(): string
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutputs[N]>
  processes(): Promise<LullProcess[]>
  workers(): Promise<LullProcess[]>
  openWindow(): Promise<Page>
  closeWindow(): Promise<void>
  /** Ends it and keeps the data. */
  quit(): Promise<number | null>
  /** SIGKILLs main. */
  kill(): Promise<void>
  /** Ends it and removes the data. */
  dispose(): Promise<void>
}

export interface LaunchOptions {
  userData?: string
  env?: Record<string, string>
  args?: string[]
  /** Arguments for Electron itself, before the app. */
  electronArgs?: string[]
  /** Started in place of Electron, which it starts. */
  executablePath?: string
  /** Resolve without waiting for a window: started with --hidden. */
  hidden?: boolean
}

export async function launchLull(options: LaunchOptions = {}): Promise<Lull> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'lull-e2e-'))
  const executablePath = options.executablePath ?? packaged
  const appArgs = [
    ...(packaged ? [] : [root]),
    `--user-data-dir=${userData}`,
    ...(options.args ?? []),
    ...(options.hidden || executablePath ? ['--hidden'] : []),
  ]
  const app = await _electron.launch({
    args: [...(options.electronArgs ?? []), ...appArgs],
    // Playwright would pretend a light one, whatever the app's theme is.
    colorScheme: null,
    ...(executablePath ? { executablePath } : {}),
    env: { ...(process.env as Record<string, string>), XDG_CONFIG_HOME: join(userData, 'xdg'), ...options.env },
  })
  let said = ''
  app.process().stdout?.on('data', (chunk) => (said += String(chunk)))
  app.process().stderr?.on('data', (chunk) => (said += String(chunk)))
  let page = options.hidden ? undefined : await mainWindow(app, executablePath !== undefined)

  const current = (): Page => {
    if (!page) throw new Error('the main window is not open')
    return page
  }
  const processes = (): Promise<LullProcess[]> =>
    app.evaluate(({ app: inApp }) =>
      inApp.getAppMetrics().map(({ pid, type, name, serviceName }) => ({ pid, type, name: name ?? serviceName ?? '' })),
    )
  return {
    app,
    userData,
    get page() {
      return current()
    },
    said: () => said,
    call: (name, input) => callThrough(current(), name, input),
    processes,
    workers: async () => (await processes()).filter((one) => one.name === 'Lull worker'),
    async openWindow() {
      const opened = app.waitForEvent('window')
      await app.evaluate(({ app: inApp }) => inApp.emit('activate'))
      page = await opened
      await page.waitForFunction(() => 'lull' in window)
      return page
    },
    async closeWindow() {
      const closed = current().waitForEvent('close')
      await app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) window.close()
      })
      await closed
      page = undefined
    },
    quit: () => quit(app),
    async kill() {
      const gone = new Promise((resolve) => app.process().once('exit', resolve))
      app.process().kill('SIGKILL')
      await gone
    },
    async dispose() {
      await quit(app)
      rmSync(userData, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function mainWindow(app: ElectronApplication, isAskedFor: boolean): Promise<Page> {
  const page = isAskedFor ? await askedFor(app) : await app.firstWindow()
  await page.waitForFunction(() => 'lull' in window)
  return page
}

/**
 * Playwright cannot hold back an executable of another name until it has attached, and may miss a window that opens meanwhile: so it starts hidden and is
 * asked for its window, until it listens.
 */
async function askedFor(app: ElectronApplication): Promise<Page> {
  for (;;) {
    await app.evaluate(({ app: inApp }) => inApp.emit('activate')).catch(unlessForgotten)
    const [page] = app.windows()
    if (page) return page
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** While Chromium starts V8's inspector may forget what it was asked: then it is asked again. */
function unlessForgotten(problem: unknown): void {
  if (!String(problem).includes('promise was garbage collected')) throw problem
}

/** The page's own bridge, so that every call passes the three checks. A refusal is thrown by its code. */
async function callThrough<N extends CommandName>(
  page: Page,
  name: N,
  input: CommandInput<N>,
): Promise<CommandOutputs[N]> {
  const reply = await page.evaluate(
    ([command, argument]) => (window as unknown as { lull: Bridge }).lull.call(command, argument as never),
    [name, input] as const,
  )
  if (!reply.ok) throw new Error(`${name} was refused: ${reply.refusal.code}: ${reply.refusal.message}`)
  return reply.value as CommandOutputs[N]
}

/** The sync of a source, as the queue shows it now. */
export async function syncOf(lull: Lull, sourceId: string): Promise<JobView> {
  const { rows } = await lull.call('jobs.query', { sourceIds: [sourceId], kinds: ['feed.sync'] })
  const job = rows[0]
  if (!job) throw new Error(`no sync for source ${sourceId}`)
  return job
}

/** Waits for the first sync of a source to have ended well. */
export async function untilSynced(lull: Lull, sourceId: string, timeout = 20_000): Promise<void> {
  await expect
    .poll(async () => (await lull.call('history.query', { sourceId, results: ['ran'] })).rows.length, { timeout })
    .toBeGreaterThan(0)
}
