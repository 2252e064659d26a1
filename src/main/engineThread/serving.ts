// The thread's end of the protocol: carries calls and inputs to the core, and replies, events and log lines back. One reply a call.
import type { Core, CoreEvent, CoreInputs } from '@shared/core'
import type { LogFields, Logger, LogLevel } from '@shared/logger'
import type { CoreHandle } from './core'
import { coreCalls, coreInputs, type FromThread, type ThrownError, type ToThread } from './protocol'

/** The part of a MessagePort that both ends use. */
export interface ThreadPort {
  postMessage(message: FromThread): void
  on(event: 'message', listener: (message: ToThread) => void): unknown
}

/** From now on answers what comes through `port`. */
export function serve(port: ThreadPort, handle: CoreHandle, log: Logger): void {
  port.on('message', (message) => {
    switch (message.type) {
      case 'call':
        void answer(handle.core, message).then((reply) => port.postMessage(reply))
        return
      case 'input':
        if (Object.hasOwn(coreInputs, message.name)) give(handle.inputs, message)
        else log.error('an unknown input reached the engine thread', { name: message.name })
        return
    }
  })
}

/** Sends what is told while one thing is done as one message, once that is done: a turn ends and starts attempts of several slots. */
export function createEventSender(port: Pick<ThreadPort, 'postMessage'>): (event: CoreEvent) => void {
  let told: CoreEvent[] = []
  const send = (): void => {
    const events = told
    told = []
    port.postMessage({ type: 'events', events })
  }
  return (event) => {
    if (told.push(event) === 1) queueMicrotask(send)
  }
}

async function answer(core: Core, call: ToThread & { type: 'call' }): Promise<FromThread> {
  const { id, name, args } = call
  try {
    if (!Object.hasOwn(coreCalls, name)) throw new Error(`the engine thread has no call ${name}`)
    const act = core[name] as (...args: unknown[]) => Promise<unknown>
    return { type: 'reply', id, ok: true, value: await act(...args) }
  } catch (error) {
    return { type: 'reply', id, ok: false, error: thrown(error) }
  }
}

function give(inputs: CoreInputs, input: ToThread & { type: 'input' }): void {
  const take = inputs[input.name] as (...args: unknown[]) => void
  take(...input.args)
}

export function thrown(error: unknown): ThrownError {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack }
  return { name: 'Error', message: String(error), stack: undefined }
}

/** A log whose lines main writes. Without `debug` those lines stay here. */
export function createPortLogger(port: Pick<ThreadPort, 'postMessage'>, options: { debug: boolean }): Logger {
  const line = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (level === 'debug' && !options.debug) return
    port.postMessage(fields === undefined ? { type: 'log', level, message } : { type: 'log', level, message, fields })
  }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
