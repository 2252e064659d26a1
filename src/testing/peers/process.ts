// Starts a server that was not written here as a process of its own on a free port of loopback, and waits until it answers.
// Which server, and with what: jsonServer.ts, nginx.ts.
import { type ChildProcess, spawn } from 'node:child_process'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 20_000
const LOOK_MS = 25

export interface Peer {
  origin: string
  close(): Promise<void>
}

export interface PeerCommand {
  command: string
  args: string[]
  cwd: string
}

/** A port nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Rejects with what the process said when it ends, or does not listen, within 20 s. */
export async function startPeer(port: number, { command, args, cwd }: PeerCommand): Promise<Peer> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const heard = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-2_000))
  child.stdout.on('data', heard)
  child.stderr.on('data', heard)
  child.once('error', (error) => (said += error.message))
  const until = performance.now() + LIMIT_MS
  while (!(await listens(port))) {
    if (child.exitCode !== null || performance.now() > until) {
      await ended(child)
      throw new Error(`${command} does not listen: ${said}`)
    }
    await pause(LOOK_MS)
  }
  return { origin: `http://127.0.0.1:${port}`, close: () => ended(child) }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  socket.destroy()
  return isOpen
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  // SIGTERM, so that a server ends its own workers too.
  child.kill('SIGTERM')
  await gone
}
