// The one file that knows utilityProcess: how a process of the app is started, ended and listened to. What is said to it is not its
// business. Only after app is ready.
import { StringDecoder } from 'node:string_decoder'
import { type UtilityProcess, utilityProcess } from 'electron'
import type { Child, Fork } from './child'

export interface UtilityOptions {
  /** Absolute path of the built entry. */
  entry: string
  /** Shown by the system's task list and by app.getAppMetrics(). */
  serviceName: string
  /** The whole environment: nothing is inherited (S16). */
  env: Record<string, string>
  execArgv?: string[]
}

export function utilityFork({ entry, serviceName, env, execArgv = [] }: UtilityOptions): Fork {
  return () => new ElectronChild(utilityProcess.fork(entry, [], { serviceName, env, execArgv, stdio: 'pipe' }))
}

const LONGEST_LINE = 4_096

class ElectronChild implements Child {
  #fatal = ''
  #isGone = false

  constructor(private readonly process: UtilityProcess) {
    process.once('exit', () => {
      this.#isGone = true
    })
    process.on('error', (type, location) => {
      this.#fatal = `, ${type} at ${location}`
    })
  }

  /** What is said to a process that is gone is lost: Electron's main process would end over it. */
  post(message: unknown): void {
    if (this.#isGone) return
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a process, not to a window
    this.process.postMessage(message)
  }

  /** SIGTERM, which kill() sends, would leave a stopped or deaf process alive. One that has only begun to start goes once it is there. */
  kill(): void {
    const { pid } = this.process
    if (pid === undefined) {
      this.process.once('spawn', () => this.kill())
      return
    }
    if (globalThis.process.platform === 'win32') {
      this.process.kill()
      return
    }
    try {
      globalThis.process.kill(pid, 'SIGKILL')
    } catch {
      this.process.kill()
    }
  }

  pid(): number | undefined {
    return this.process.pid
  }

  onMessage(listener: (message: unknown) => void): void {
    this.process.on('message', listener)
  }

  onOutput(listener: (line: string) => void): void {
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) readLines(stream, listener)
    }
  }

  onExit(listener: (detail: string) => void): void {
    this.process.once('exit', (code) => listener(`exit code ${code}${this.#fatal}`))
  }
}

function readLines(stream: NodeJS.ReadableStream, listener: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE)
    for (const line of lines) if (line.trim()) listener(line.slice(0, LONGEST_LINE))
  })
}
