// The one place where a page's call enters main: one channel, and three checks on each call: a trusted sender, a known name,
// a parsed input (S10); with limits on size, rate and time. Default deny. What a call does is handlers.ts's.
import { assertNever, type Refusal, type Reply, refused } from '@shared/errors'
import { CALL_CHANNEL } from '@shared/ipc/bridge'
import { type CommandName, commandInputs } from '@shared/ipc/commands'
import type { Logger } from '@shared/logger'
import { SECOND_MS } from '@shared/time'
import type { CallRate } from './callRate'
import { diskRefusal } from './diskFailure'
import type { Handlers } from './handlers'
import { checkSize, type InputLimits, inputLimits } from './inputSize'
import { type CallEvent, isTrustedSender, type Trust } from './trustedSender'

/** As much of Electron's ipcMain as is used. */
export interface IpcMainPort {
  handle(channel: string, listener: (event: CallEvent, name: unknown, input: unknown) => Promise<unknown>): void
  removeHandler(channel: string): void
}

export interface IpcOptions {
  ipcMain: IpcMainPort
  handlers: Handlers
  trust: Trust
  rate: CallRate
  log: Logger
  /** A command met a disk that takes nothing. */
  diskFailed?: () => void
  limits?: InputLimits
}

const DEADLINE_MS = 30 * SECOND_MS
/** These wait for a person. */
const unhurried: ReadonlySet<CommandName> = new Set<CommandName>([
  'imports.chooseFile',
  'downloads.chooseFolder',
  'imports.earlier',
  'imports.saveAside',
  'outbox.chooseFiles',
  'outbox.export',
  'data.export',
])

type Refused = { ok: false; refusal: Refusal }
type Checked = { ok: true; name: CommandName; input: unknown } | Refused

function checkCall(event: CallEvent, name: unknown, input: unknown, options: IpcOptions): Checked {
  if (!isTrustedSender(event, options.trust))
    return refused('untrusted_sender', 'The sender is not a page of this app.')
  if (typeof name !== 'string' || !Object.hasOwn(commandInputs, name)) {
    return refused('unknown_command', 'No such command.')
  }
  if (!options.rate.allows(event.sender.id, name)) return refused('too_many_calls', `Too many calls of ${name}.`)
  const size = checkSize(input, options.limits ?? inputLimits)
  switch (size) {
    case 'too_large':
      return refused('too_large', `The input of ${name} is too large or too deep.`)
    case 'not_plain':
      return refused('invalid_input', `The input of ${name} is not plain data.`)
    case 'fits':
      break
    default:
      return assertNever(size)
  }
  const command = name as CommandName
  const parsed = commandInputs[command].safeParse(input ?? {})
  if (parsed.success) return { ok: true, name: command, input: parsed.data }
  const where = parsed.error.issues
    .slice(0, 5)
    .map((issue) => issue.path.join('.'))
    .filter((path) => path !== '')
  return refused('invalid_input', `The input of ${name} is not valid${where.length ? ` at ${where.join(', ')}` : ''}.`)
}

/** The handler's answer, or `timed_out`: a page never waits for ever (F88). */
async function answerInTime(name: CommandName, answer: Promise<Reply<unknown>>): Promise<Reply<unknown>> {
  if (unhurried.has(name)) return answer
  const late = Promise.withResolvers<Refused>()
  const timer = setTimeout(() => late.resolve(refused('timed_out', `${name} has not answered in time.`)), DEADLINE_MS)
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Warns of the first refusal of a code and then of every hundredth, so that a flood does not become a flood of lines. */
function refusalLog(log: Logger): (code: string, name: unknown) => void {
  const counts = new Map<string, number>()
  return (code, name) => {
    const count = (counts.get(code) ?? 0) + 1
    counts.set(code, count)
    if (count % 100 !== 1) return
    const command = typeof name === 'string' ? name.slice(0, 60) : typeof name
    log.warn('a call from a page was refused', { code, command, count })
  }
}

/** Starts answering; returns the way to stop. A handler that throws is a bug: logged once here, and `internal` to the page (S12). */
export function registerIpc(options: IpcOptions): () => void {
  const { ipcMain, log } = options
  const logRefusal = refusalLog(log)

  ipcMain.handle(CALL_CHANNEL, async (event, name, input): Promise<Reply<unknown>> => {
    const call = checkCall(event, name, input, options)
    if (!call.ok) {
      logRefusal(call.refusal.code, name)
      return call
    }
    try {
      // The name and its input belong together: commandInputs[name] has just parsed it.
      const handler = options.handlers[call.name] as (input: unknown) => Promise<Reply<unknown>>
      return await answerInTime(call.name, handler(call.input))
    } catch (error) {
      log.error('a command failed', { command: call.name, error: error instanceof Error ? error.stack : String(error) })
      const disk = diskRefusal(error)
      if (disk) options.diskFailed?.()
      return disk ?? refused('internal', 'This did not work. The log has the details.')
    }
  })
  return () => ipcMain.removeHandler(CALL_CHANNEL)
}
