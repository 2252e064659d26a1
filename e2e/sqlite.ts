// Looks into the app's database files from outside, read-only, and changes them while the app is down; on the runtime's own Node (the test
// runner's Node may be too old for the native module).
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const electron = join(root, 'node_modules', 'electron')

const script = `
const Database = require('better-sqlite3')
const [path, sql, mayWrite] = process.argv.slice(1)
const db = new Database(path, { readonly: !mayWrite, fileMustExist: true })
const statement = db.prepare(sql)
process.stdout.write(JSON.stringify(statement.reader ? statement.all() : statement.run().changes))
`

/** All rows of a query; throws where the file or the table is not there. */
export function select<Row = Record<string, unknown>>(path: string, sql: string): Row[] {
  return run([path, sql]) as Row[]
}

/** One statement that writes, while the app is down. Answers how many rows it changed. */
export function change(path: string, sql: string): number {
  return run([path, sql, 'mayWrite']) as number
}

function run(args: string[]): unknown {
  const runtime = join(electron, 'dist', readFileSync(join(electron, 'path.txt'), 'utf8'))
  const output = execFileSync(runtime, ['-e', script, '--', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(output)
}
