// What the kernel knows of a process and its children: environment, command line, memory, listening sockets. Linux only. What of it is
// allowed is each test's to say.
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'

export interface Listener {
  pid: number
  address: string
  port: number
}

/** The process and all its descendants that live now. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readOrNull(`/proc/${name}/stat`)?.toString()
    // The command's name, which may hold anything, stands in brackets before the state and the parent.
    const parent = stat && /^\S+ (\d+)/.exec(stat.slice(stat.lastIndexOf(')') + 2))?.[1]
    if (parent) parents.set(Number(name), Number(parent))
  }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0))
  return [...parents.keys()].filter(isBelow)
}

/** As the process was started with it: what it removed later is still there. Empty for one that has gone. */
export function environmentOf(pid: number): Buffer {
  return readOrNull(`/proc/${pid}/environ`) ?? Buffer.alloc(0)
}

export function commandLineOf(pid: number): Buffer {
  return readOrNull(`/proc/${pid}/cmdline`) ?? Buffer.alloc(0)
}

/** Hands over the writable memory of a process piece by piece; pieces overlap by `overlap` bytes. Answers how many bytes were read: none of
 * a process that has gone. */
export function readMemory(pid: number, overlap: number, look: (piece: Buffer) => void): number {
  const maps = readOrNull(`/proc/${pid}/maps`)?.toString('latin1') ?? ''
  if (maps === '') return 0
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const piece = Buffer.alloc(4 * 1024 * 1024)
  let read = 0
  try {
    for (const [, from = '', to = ''] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw\S+ /gm)) {
      const end = Number.parseInt(to, 16)
      let at = Number.parseInt(from, 16)
      while (at < end) {
        const length = readAt(memory, piece, Math.min(piece.length, end - at), at)
        if (length === 0) break
        look(piece.subarray(0, length))
        read += length
        at += length === piece.length ? length - overlap : length
      }
    }
  } finally {
    closeSync(memory)
  }
  return read
}

/** 0 where the pages are not there to be read. */
function readAt(file: number, into: Buffer, length: number, position: number): number {
  try {
    return readSync(file, into, 0, length, position)
  } catch {
    return 0
  }
}

/** TCP sockets that these processes listen on. */
export function listenersOf(pids: readonly number[]): Listener[] {
  const owners = new Map<string, number>()
  for (const pid of pids) for (const inode of socketsOf(pid)) owners.set(inode, pid)
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    (readOrNull(table)?.toString() ?? '')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
        const pid = owners.get(inode)
        const [address = '', port = ''] = local.split(':')
        return state === '0A' && pid !== undefined ? [{ pid, address, port: Number.parseInt(port, 16) }] : []
      }),
  )
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).flatMap((name) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`))?.[1] ?? [])
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
