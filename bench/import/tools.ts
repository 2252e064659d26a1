// The command-line tools of benchmark `import`: how long each takes, and the most memory it held as the system counts it.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PHOTOS } from '../app/photos'
import { type Format, fileOf } from './files'
import type { WayResult } from './ways'

const LOOK_EVERY_MS = 5
const LONGEST_MS = 60_000

export function hasTool(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0
}

/** `sqlite3 .import` of CSV into a table with a key, by the tool of the system. */
export async function sqliteShell(files: string, folder: string): Promise<WayResult> {
  const db = join(folder, 'shell.db')
  const script = [
    'pragma journal_mode = wal;',
    'pragma synchronous = full;',
    'create table photos (albumId any, id integer primary key, title any, url any, thumbnailUrl any) strict;',
    '.mode csv',
    `.import --skip 1 ${fileOf(files, 'csv')} photos`,
  ].join('\n')
  return await timed('sqlite3', [db], db, script)
}

/** With a log instead of a rollback journal and the most rows a transaction it takes: by itself it waits for the disk after every hundred. */
export async function sqliteUtils(files: string, folder: string, format: Format): Promise<WayResult> {
  const db = join(folder, 'utils.db')
  const flags = format === 'json' ? [] : format === 'csv' ? ['--csv'] : ['--nl']
  await ended('sqlite-utils', ['create-database', db, '--enable-wal'])
  const args = ['insert', db, 'photos', fileOf(files, format), '--pk', 'id', '--batch-size', '1000', ...flags]
  return await timed('sqlite-utils', args, db, '')
}

async function ended(tool: string, args: string[]): Promise<void> {
  const child = spawn(tool, args, { stdio: 'ignore', timeout: LONGEST_MS, killSignal: 'SIGKILL' })
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`${tool} ended with ${code}`)
}

async function timed(tool: string, args: string[], db: string, input: string): Promise<WayResult> {
  const startedAt = performance.now()
  const child = spawn(tool, args, { stdio: ['pipe', 'ignore', 'inherit'], timeout: LONGEST_MS, killSignal: 'SIGKILL' })
  let peakMiB = 0
  const look = setInterval(() => {
    peakMiB = Math.max(peakMiB, heldMiB(child.pid ?? 0))
  }, LOOK_EVERY_MS)
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ms = performance.now() - startedAt
  clearInterval(look)
  const rows = Number(execFileSync('sqlite3', [db, 'select count(*) from photos'], { encoding: 'utf8' }))
  if (code !== 0 || rows !== PHOTOS) throw new Error(`${tool} stored ${rows} rows`)
  return { ms, peakMiB, processorMs: null }
}

/** The most it ever held; 0 where it is gone. */
function heldMiB(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
