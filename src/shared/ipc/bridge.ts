// What the preload puts on `window.lull`, and nothing else (S11). Names are checked on both sides.
import type { Reply } from '../errors'
import type { ChosenFile } from './answers'
import type { CommandInput, CommandName, CommandOutputs } from './commands'
import type { AppEvents, EventName } from './events'

/** A File of the page; its path is found in the preload. */
type DroppedFile = object

export interface Bridge {
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Reply<CommandOutputs[N]>>
  /** Files dropped on the window, kept by main under handles; their paths stay there. */
  drop(files: readonly DroppedFile[]): Promise<Reply<ChosenFile[]>>
  /** Returns the way to stop listening. */
  on<N extends EventName>(name: N, listener: (payload: AppEvents[N]) => void): () => void
}

/** The one channel for calls, the one for files dropped on a window, and the one for events. */
export const CALL_CHANNEL = 'lull:call'
export const DROP_CHANNEL = 'lull:drop'
export const EVENT_CHANNEL = 'lull:event'
