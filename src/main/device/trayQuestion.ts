// Asks the session bus once, in one breath and without the D-Bus library, whether somebody shows tray icons now, so that the answer lies
// ready when Chromium has started; and hears when an icon was taken in. Anything but a clear yes is a no: trayHost.ts asks again, in
// full, and goes on watching.
import { createConnection } from 'node:net'
import { sessionBusAddress, WATCHER } from './trayWatcher'

const CALL = 1
const RETURN = 2
const SIGNAL = 4
const NO_AUTO_START = 2
const LITTLE_ENDIAN = 0x6c
const HEADER_BYTES = 16
/** The greeting, the subscription, the question. */
const CALLS = 3
const TAKEN = 'StatusNotifierItemRegistered'

interface Call {
  serial: number
  path: string
  iface: string
  member: string
  to: string
  /** Arguments: strings only. */
  args: readonly string[]
}

export interface TrayQuestion {
  /** Resolves once, when it is known or cannot be. */
  answer: Promise<boolean>
  /** Resolves when the desktop has taken in the next icon, whoever's, or will never say. */
  taken: Promise<void>
  end: () => void
}

/** Resolves when the question is on its way, within a turn of the loop; the rest comes by itself. Never rejects. */
export async function askForTray(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Promise<TrayQuestion> {
  const known = (answer: boolean): TrayQuestion => ({
    answer: Promise.resolve(answer),
    taken: Promise.resolve(),
    end: () => {},
  })
  if (platform !== 'linux') return known(true)
  const path = socketOf(sessionBusAddress(env))
  return path === undefined ? known(false) : ask(path)
}

async function ask(path: string): Promise<TrayQuestion> {
  const [sent, taken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const answer = Promise.withResolvers<boolean>()
  const socket = createConnection(path)
  let heard = Buffer.alloc(0)
  socket.once('connect', () => socket.write(question(process.getuid?.() ?? 0), () => sent.resolve()))
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    const said = read(heard)
    if (said.answer !== undefined) answer.resolve(said.answer)
    if (said.taken) taken.resolve()
    if (said.taken || said.answer === false) socket.destroy()
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    sent.resolve()
    answer.resolve(false)
    taken.resolve()
  })
  await sent.promise
  return { answer: answer.promise, taken: taken.promise, end: () => socket.destroy() }
}

/** The first address that is a socket of this computer's. */
function socketOf(addresses: string | undefined): string | undefined {
  const [, kind, rest] = /(?:^|;)unix:(path|abstract)=([^,;]+)/.exec(addresses ?? '') ?? []
  if (rest === undefined) return undefined
  const path = decodeURIComponent(rest)
  return kind === 'abstract' ? `\0${path}` : path
}

/** Who asks, the greeting and the call, without waiting for what the bus says in between. */
function question(uid: number): Buffer {
  const bus = { path: '/org/freedesktop/DBus', iface: 'org.freedesktop.DBus', to: 'org.freedesktop.DBus' }
  const auth = `\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\nBEGIN\r\n`
  const get = { path: WATCHER.path, iface: 'org.freedesktop.DBus.Properties', member: 'Get', to: WATCHER.name }
  const rule = `type='signal',sender='${WATCHER.name}',interface='${WATCHER.iface}',member='${TAKEN}'`
  return Buffer.concat([
    Buffer.from(auth),
    message({ ...bus, serial: 1, member: 'Hello', args: [] }),
    message({ ...bus, serial: 2, member: 'AddMatch', args: [rule] }),
    message({ ...get, serial: CALLS, args: [WATCHER.iface, 'IsStatusNotifierHostRegistered'] }),
  ])
}

const padded = (bytes: Buffer, to: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)])

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const string = (text: string): Buffer => Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(`${text}\0`)])

/** One entry of a header: its code, the type of its value, the value. */
function field(code: number, type: 's' | 'o' | 'g', value: string): Buffer {
  const marshalled = type === 'g' ? Buffer.from(`${String.fromCharCode(value.length)}${value}\0`) : string(value)
  return Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), marshalled])
}

function message({ serial, path, iface, member, to, args }: Call): Buffer {
  const fields = [field(1, 'o', path), field(2, 's', iface), field(3, 's', member), field(6, 's', to)]
  if (args.length > 0) fields.push(field(8, 'g', 's'.repeat(args.length)))
  const header = fields.reduce((all, next) => Buffer.concat([padded(all, 8), next]), Buffer.alloc(0))
  const body = args.reduce((all, next) => Buffer.concat([padded(all, 4), string(next)]), Buffer.alloc(0))
  const start = Buffer.concat([
    Buffer.from([LITTLE_ENDIAN, CALL, NO_AUTO_START, 1]),
    uint32(body.length),
    uint32(serial),
    uint32(header.length),
  ])
  return Buffer.concat([padded(Buffer.concat([start, header]), 8), body])
}

interface Said {
  answer?: boolean
  taken: boolean
}

/** What the bytes heard so far say. The bus answers in turn: after its own lines each of our calls has its reply. */
function read(heard: Buffer): Said {
  const greeted = heard.indexOf('\r\n')
  if (greeted < 0) return { taken: false }
  if (!heard.toString('latin1', 0, greeted).startsWith('OK ')) return { answer: false, taken: false }
  const said: Said = { taken: false }
  let replies = 0
  for (let at = greeted + 2; at + HEADER_BYTES <= heard.length; ) {
    const little = heard[at] === LITTLE_ENDIAN
    const number = (offset: number): number => (little ? heard.readUInt32LE(offset) : heard.readUInt32BE(offset))
    const bodyAt = at + HEADER_BYTES + Math.ceil(number(at + 12) / 8) * 8
    const end = bodyAt + number(at + 4)
    if (end > heard.length) return said
    const type = heard[at + 1]
    if (type !== SIGNAL) replies += 1
    if (type !== SIGNAL && replies === CALLS) said.answer = type === RETURN && saysYes(heard.subarray(bodyAt, end))
    if (type === SIGNAL && heard.subarray(at, bodyAt).includes(TAKEN)) said.taken = true
    at = end
  }
  return said
}

/** A variant that holds true; its number is the last four bytes, in either order. */
function saysYes(body: Buffer): boolean {
  return body.toString('latin1', 0, 3) === '\x01b\0' && body.subarray(4).some((byte) => byte !== 0)
}
