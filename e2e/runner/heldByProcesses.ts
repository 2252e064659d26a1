// Holds a contract by real utilityProcess workers inside Electron (D36): builds the probe that runs its cases there, an app of its own, and makes a test
// of each case. What the cases are: src/main/runner; what runs them: the probes beside this file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, test } from '@playwright/test'
import { build } from 'vite'
import { desktop } from '../desktop/desktop'
import { quit } from '../desktop/quit'

export interface Probe {
  /** Its file beside this one, without the ending. */
  entry: string
  /** The built worker that it is given, by the name of its argument. */
  worker: 'worker' | 'compute'
  contract: readonly { title: string; slow?: boolean }[]
  /** What a case's test is called. */
  called: (title: string) => string
}

const root = join(import.meta.dirname, '..', '..')

export function heldByProcesses({ entry, worker, contract, called }: Probe): void {
  test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
  test.describe.configure({ timeout: 90_000 })

  let folder: string
  let app: ElectronApplication
  /** The slow cases run beside all others from the start. */
  const underWay = new Map<string, Promise<string | null>>()
  const runCase = (title: string): Promise<string | null> =>
    app.evaluate(
      (_electron, name) => (globalThis as unknown as { runCase(title: string): Promise<string | null> }).runCase(name),
      title,
    )

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `lull-${entry}-`))
    await buildProbe(entry, folder)
    const built = join(root, 'out', 'main', `${worker}.js`)
    app = await _electron.launch({ args: [folder, `--user-data-dir=${join(folder, 'data')}`, `--${worker}=${built}`] })
    await app.evaluate(() => (globalThis as unknown as { isReady: Promise<void> }).isReady)
    for (const { title, slow } of contract) if (slow) underWay.set(title, runCase(title).catch(String))
  })

  test.afterAll(async () => {
    await quit(app)
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  const quickFirst = contract.toSorted((one, other) => Number(one.slow ?? false) - Number(other.slow ?? false))
  for (const { title } of quickFirst) {
    test(called(title), async () => {
      expect(await (underWay.get(title) ?? runCase(title))).toBeNull()
    })
  }
}

async function buildProbe(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true, external: ['electron'] },
    build: { ssr: join(import.meta.dirname, `${entry}.ts`), outDir: folder, emptyOutDir: true, target: 'node24' },
  })
  const about = { name: `${entry.toLowerCase()}-app`, type: 'module', main: `${entry}.js` }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about))
}
