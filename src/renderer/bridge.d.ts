// What the preload leaves on the window: the one way out of a page. Its contract is shared/ipc/bridge.ts.
import type { Bridge } from '@shared/ipc/bridge'

declare global {
  interface Window {
    readonly lull: Bridge
  }
}
