// Holds the tree to the design: layers, one place for each library, house style, and a lockfile anyone can install from.
// The table is architecture/layers.ts, the rules architecture/rules.ts; each is shown a planted fault here.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ONE_FILE_EACH } from './architecture/layers'
import { fileFindings, importFindings, styleFindings } from './architecture/rules'
import { type SourceFacts, scan } from './architecture/sourceScan'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(root + path, 'utf8')

/** Every file that is, or is about to be, in the repository. */
function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  const deleted = new Set(execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root }).toString().split('\0'))
  const all = listed.toString().split('\0')
  return all.filter((path) => path !== '' && !deleted.has(path))
}

const files = projectFiles()
const scripted = files.filter((path) => /\.(?:tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'))
const sources: SourceFacts[] = scripted
  .filter((path) => path.startsWith('src/'))
  .map((path) => scan(path.slice('src/'.length), read(path)))

describe('the tree', () => {
  it('has every file of src in a layer, importing only what the table allows', () => {
    expect(sources.flatMap(importFindings)).toEqual([])
  })

  it('keeps the house style in src', () => {
    expect(sources.flatMap(styleFindings)).toEqual([])
  })

  it('has no file over 300 lines, no name that hides its content, and opens each file with what it decides', () => {
    const rooms = scripted.filter((path) => /^(?:src|e2e|bench|scripts)\//.test(path))
    expect(rooms.flatMap((path) => fileFindings(scan(path, read(path))))).toEqual([])
  })

  it('makes windows in one file', () => {
    const makers = sources.filter(
      (facts) => facts.traits.includes('new BrowserWindow') && !facts.path.endsWith('.test.ts'),
    )
    expect(makers.length, makers.map((facts) => facts.path).join(', ')).toBeLessThanOrEqual(1)
  })

  it.each(ONE_FILE_EACH)('has one file in each process that knows %s', (library) => {
    const knowing = sources
      .filter(
        (facts) =>
          !facts.path.endsWith('.test.ts') && facts.imports.some((fact) => fact.from === library && !fact.isTypeOnly),
      )
      .map((facts) => facts.path)
    const processes = knowing.map((path) => path.split('/')[0])
    expect(new Set(processes).size, knowing.join(', ')).toBe(knowing.length)
  })

  it('names no path of the machine it was written on', () => {
    const homes = [root, `${homedir()}/`].filter((path) => path.length > 2)
    const text = files.filter((path) => !/\.(?:png|ico|icns|woff2|db|gz)$/.test(path))
    const naming = text.filter((path) => homes.some((home) => read(path).includes(home)))
    expect(naming).toEqual([])
  })
})

describe('the lockfile', () => {
  interface Entry {
    resolved?: string
    integrity?: string
    optional?: boolean
    cpu?: string[]
    optionalDependencies?: Record<string, string>
  }
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> }
  const installed = Object.entries(packages).filter(([path]) => path !== '')

  it('names no registry, so that it installs from any', () => {
    expect(installed.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([])
  })

  it('holds an integrity for every package but those of other systems (scripts/lockfile.mjs says why)', () => {
    const without = installed.filter(([, entry]) => entry.integrity === undefined)
    expect(installed.length - without.length).toBeGreaterThan(200)
    expect(without.filter(([, entry]) => !entry.optional || entry.cpu === undefined).map(([path]) => path)).toEqual([])
  })

  it('has an entry for every system a package has a part for, or npm ci would refuse it (npm run lockfile)', () => {
    const missing = installed.flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
      ),
    )
    expect(missing).toEqual([])
  })

  it('pins exact versions in package.json', () => {
    const manifest = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })
})

describe('the rules see a planted fault', () => {
  const faultsOf = (path: string, text: string): string[] => {
    const facts = scan(path, text)
    return [...importFindings(facts), ...styleFindings(facts), ...fileFindings(facts)]
  }
  const opening = '// Decides nothing.\n'

  it.each<[path: string, text: string, finding: string]>([
    ['main/nowhere/x.ts', "import { a } from './b'", 'is in no layer'],
    ['main/helpful.ts', 'export const a = 1', 'is in no layer'],
    [
      'main/engine/x.ts',
      "import { Store } from '../store/jobStore'",
      '(main/engine) imports ../store/jobStore (main/store)',
    ],
    [
      'main/shell/x.ts',
      "import type { Slot } from '../runner/workerPool'",
      '(main/shell) imports ../runner/workerPool',
    ],
    ['main/engine/x.ts', "import { readFileSync } from 'node:fs'", "imports Node's node:fs"],
    ['main/engine/x.ts', "import { z } from 'zod'", 'imports the package zod'],
    ['renderer/jobs/x.tsx', "import { open } from '../../worker/library/database'", '(renderer) imports'],
    ['renderer/jobs/x.tsx', "import { app } from 'electron'", 'imports the package electron'],
    ['shared/x.ts', "import { v7 } from 'uuid'", 'imports the package uuid'],
    ['worker/http/x.ts', "const later = () => import('../pull/cursor')", '(worker/http) imports ../pull/cursor'],
    ['main/store/x.ts', "import Database from 'better-sqlite3'", 'imports better-sqlite3, which only'],
    ['main/shell/x.ts', "import { app, powerMonitor } from 'electron'", 'imports powerMonitor, which only'],
    ['main/shell/x.ts', "import * as electron from 'electron'", 'imports utilityProcess, which only'],
    ['shared/x.ts', 'export default 1', 'default export'],
    ['shared/x.ts', 'export default function a() {}', 'default export'],
    ['shared/x.ts', 'export enum A { B }', 'enum'],
    ['shared/x.ts', 'let count = 0', 'module-level mutable state'],
    ['shared/x.ts', "console.log('hello')", 'something happens at import'],
    ['shared/x.ts', "export * from './time'", 're-export'],
    ['shared/jobs/index.ts', 'export const a = 1', 'an index file'],
    ['shared/x.ts', "export const a = () => eval('1')", 'eval'],
    ['shared/x.ts', "export const a = () => new Function('1')", 'new Function'],
    [
      'renderer/jobs/x.tsx',
      'export const a = <p dangerouslySetInnerHTML={{ __html: b }} />',
      'dangerouslySetInnerHTML',
    ],
    ['renderer/jobs/x.tsx', 'export const a = (e: Element) => { e.innerHTML = b }', 'innerHTML'],
    ['shared/utils.ts', 'export const a = 1', 'a name that hides'],
    ['shared/x.ts', 'export const a = 1\n'.repeat(300), '301 lines'],
  ])('in %s', (path, text, finding) => {
    expect(faultsOf(path, opening + text).join('\n')).toContain(finding)
  })

  it('and a file without an opening comment', () => {
    expect(faultsOf('shared/x.ts', 'export const a = 1')).toEqual(['shared/x.ts: does not open with what it decides'])
  })

  it.each([
    [
      'main/engineThread/thread.ts',
      "import { plan } from '../engine/plan'\nimport { open } from '../store/database'\nopen(plan)",
    ],
    ['main/compose.ts', "import { tray } from './shell/tray'\nimport { pool } from './runner/workerPool'"],
    ['main/store/x.ts', "import type { Database } from 'better-sqlite3'"],
    ['main/store/database.ts', "import Database from 'better-sqlite3'"],
    ['main/engine/x.test.ts', "import { expect } from 'vitest'\nimport { openHarness } from '../../testing/harness'"],
    ['worker/pull/x.ts', "import { read } from '../parse/json'\nimport { DAY_MS } from '@shared/time'"],
    [
      'renderer/window.tsx',
      "import '../renderer/theme.css'\nimport { createRoot } from 'react-dom/client'\ncreateRoot(a)",
    ],
  ])('and none in %s', (path, text) => {
    expect(faultsOf(path, opening + text)).toEqual([])
  })
})
