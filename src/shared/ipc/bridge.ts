// What the preload puts on `window.lull`, and nothing else (S11). Names are checked on both sides.
import type { Reply } from '../errors'
import type { CommandInput, CommandName, CommandOutputs } from './commands'
import type { AppEvents, EventName } from './events'

export interface Bridge {
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Reply<CommandOutputs[N]>>
  /** Returns the way to stop listening. */
  on<N extends EventName>(name: N, listener: (payload: AppEvents[N]) => void): () => void
}

/** The one channel for calls, and the one for events. */
export const CALL_CHANNEL = 'lull:call'
export const EVENT_CHANNEL = 'lull:event'
