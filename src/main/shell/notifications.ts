// Shows notices as the system's own notifications. One a key; a click opens the window at what it is about. What is worth one is
// notifierRules.ts's.
import type { AppEvents } from '@shared/ipc/events'
import type { Logger } from '@shared/logger'
import { Notification } from 'electron'
import type { NotificationPort } from './notifier'

export interface NotificationOptions {
  open: (wish: AppEvents['navigate']) => void
  iconPath: string
  log: Logger
}

export function createNotifications({ open, iconPath, log }: NotificationOptions): NotificationPort {
  // Held while shown: one that is collected can neither be clicked nor withdrawn.
  const shown = new Map<string, Notification>()

  function withdraw(key: string): void {
    shown.get(key)?.close()
    shown.delete(key)
  }

  return {
    show: ({ key, title, body, wish }) => {
      if (!Notification.isSupported()) {
        log.warn('this desktop shows no notifications', { title })
        return
      }
      withdraw(key)
      const notification = new Notification({ title, body, icon: iconPath, silent: true })
      const forget = (): void => {
        if (shown.get(key) === notification) shown.delete(key)
      }
      notification.on('click', () => {
        forget()
        open(wish)
      })
      notification.on('close', forget)
      notification.on('failed', (_event, error) => {
        forget()
        log.warn('a notification could not be shown', { error })
      })
      shown.set(key, notification)
      notification.show()
    },
    withdraw,
  }
}
