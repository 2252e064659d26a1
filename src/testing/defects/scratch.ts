// A scratch copy of the project to plant defects in: its own src, the rest linked. The tree itself is never touched.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Defect, planted, titlePattern } from './defect'

/** How test files ended: names of tests that failed, and whether every file could be run at all. */
export interface TestRun {
  failed: string[]
  passed: number
  isBroken: boolean
}

export interface Scratch {
  /** With the defect planted, or without any. */
  run(tests: readonly string[], defect: Defect | null): Promise<TestRun>
  remove(): void
}

/** Everything tests may read besides src. vitest.config.ts is copied: where it lies says where src is. */
const LINKED = /^(?:node_modules|docs|package.*\.json|tsconfig.*\.json)$/
const LIMIT_MS = 180_000
/** Of all of them without a defect. */
const WHOLE_LIMIT_MS = 900_000

const reportSchema = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})

/** @param root of the project */
export function makeScratch(root: string): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'lull-defects-'))
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  cpSync(join(root, 'vitest.config.ts'), join(folder, 'vitest.config.ts'))
  for (const name of readdirSync(root).filter((entry) => LINKED.test(entry)))
    symlinkSync(join(root, name), join(folder, name))
  return {
    run: async (tests, defect) => {
      if (defect === null) return await runTests(folder, tests, { limitMs: WHOLE_LIMIT_MS })
      const file = join(folder, defect.file)
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, planted(text, defect))
      try {
        return await runTests(folder, tests, { ids: defect.ids })
      } finally {
        writeFileSync(file, text)
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** On this very runtime: Electron's own Node. With `ids` only the tests that have one in their title. */
async function runTests(
  folder: string,
  tests: readonly string[],
  { ids = [], limitMs = LIMIT_MS }: { ids?: readonly string[] | undefined; limitMs?: number },
): Promise<TestRun> {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    vitest,
    'run',
    ...tests,
    '--root',
    folder,
    '--testTimeout=60000',
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  // One failure is enough, but for several ids each needs its own.
  const only = ids.length > 0 ? ['-t', titlePattern(ids)] : []
  await ended([...args, ...only, ...(ids.length > 1 ? [] : ['--bail=1'])], folder, limitMs)
  try {
    return readReport(readFileSync(report, 'utf8'))
  } catch {
    return { failed: [], passed: 0, isBroken: true }
  }
}

export function readReport(text: string): TestRun {
  const report = reportSchema.parse(JSON.parse(text))
  const failed = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  )
  // A file that could not be loaded has failed without a test of its own.
  const isBroken = report.testResults.some(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return { failed, passed: report.numPassedTests, isBroken }
}

async function ended(args: readonly string[], cwd: string, timeout: number): Promise<void> {
  // Not as part of the test run that this may be called from.
  const own = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_OPTIONS$)/.test(name))
  const env = { ...Object.fromEntries(own), ELECTRON_RUN_AS_NODE: '1', LULL_KILLS: '8' }
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'ignore', timeout })
  await new Promise((resolve) => child.once('close', resolve))
}
