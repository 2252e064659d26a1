// The contract of compute(), which computeProcess.test.ts holds fake processes to, held by real utilityProcess workers inside Electron (D36).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, test } from '@playwright/test'
import { build } from 'vite'
import { computeContract } from '../src/main/runner/computeContract'
import { desktop } from './desktop/desktop'
import { quit } from './desktop/quit'

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm run e2e on Debian, or with its packages installed.')
test.describe.configure({ timeout: 90_000 })

const root = join(import.meta.dirname, '..')

let folder: string
let app: ElectronApplication
/** The slow cases run beside all others from the start. */
const underWay = new Map<string, Promise<string | null>>()

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-compute-probe-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: join(import.meta.dirname, 'runner', 'computeProbe.ts'),
      outDir: folder,
      emptyOutDir: true,
      target: 'node24',
    },
  })
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "compute-probe", "type": "module", "main": "computeProbe.js" }',
  )
  const compute = join(root, 'out', 'main', 'compute.js')
  app = await _electron.launch({ args: [folder, `--user-data-dir=${join(folder, 'data')}`, `--compute=${compute}`] })
  await app.evaluate(() => (globalThis as unknown as { isReady: Promise<void> }).isReady)
  for (const { title, slow } of computeContract) if (slow) underWay.set(title, runCase(title).catch(String))
})

test.afterAll(async () => {
  await quit(app)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

const quickFirst = computeContract.toSorted((one, other) => Number(one.slow ?? false) - Number(other.slow ?? false))
for (const { title } of quickFirst) {
  test(`D10 D36 compute, over real processes, ${title}`, async () => {
    expect(await (underWay.get(title) ?? runCase(title))).toBeNull()
  })
}

function runCase(title: string): Promise<string | null> {
  return app.evaluate(
    (_electron, name) => (globalThis as unknown as { runCase(title: string): Promise<string | null> }).runCase(name),
    title,
  )
}
