// Does what a tray item says. Which items there are is trayMenu.ts's; what each call means is the engine's and the windows'.
import type { Core } from '@shared/core'
import { assertNever, type Reply } from '@shared/errors'
import type { AppEvents } from '@shared/ipc/events'
import type { PreferencesChange } from '@shared/preferences'
import { pauseUntil, type TrayAction } from './trayMenu'

export interface TrayActsPorts {
  core: Pick<Core, 'pause' | 'resume'>
  syncNow: (sourceId: string | null) => Promise<Reply<unknown>>
  openMain: (wish?: AppEvents['navigate']) => void
  openPreferences: () => void
  changePreferences: (change: PreferencesChange) => void
  relaunch: () => void
  quit: () => void
  now: () => number
}

export function createTrayActs(ports: TrayActsPorts): (action: TrayAction) => Promise<void> {
  return async (action) => {
    switch (action.type) {
      case 'open':
        return ports.openMain()
      case 'openWaiting':
        return ports.openMain({ view: 'jobs', filter: 'waiting' })
      case 'sync': {
        const reply = await ports.syncNow(action.sourceId)
        // A menu has no room for why nothing started; the window says it, with what can be done about it.
        if (!reply.ok) ports.openMain({ view: 'jobs', filter: 'waiting' })
        return
      }
      case 'pause':
        await ports.core.pause({ type: 'all' }, pauseUntil(action.choice, ports.now()))
        return
      case 'resume':
        await ports.core.resume({ type: 'all' })
        return
      case 'turnOn':
        return ports.changePreferences({ backgroundWork: true })
      case 'notice':
        return ports.openMain({ view: 'overview' })
      case 'problem': {
        const { jobId, sourceId } = action
        return ports.openMain(sourceId === null ? { view: 'jobs', jobId } : { view: 'sources', sourceId })
      }
      case 'settings':
        return ports.openPreferences()
      case 'reopen':
        ports.relaunch()
        return ports.quit()
      case 'quit':
        return ports.quit()
      default:
        return assertNever(action)
    }
  }
}
