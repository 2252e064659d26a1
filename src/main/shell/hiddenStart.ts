// A start without a window, as at login, needs a tray to be found by. Decides that the window opens after all where no panel shows icons in
// time, unless the user has said that the app may work unseen. Whether there is a panel is told from outside.
import { SECOND_MS } from '@shared/time'

/** At login the panel may come up after the app. */
export const PANEL_WITHIN_MS = 10 * SECOND_MS

export interface HiddenStartPorts {
  watchTray: (listener: (available: boolean) => void) => () => void
  after: (delayMs: number, act: () => void) => () => void
  /** Whether the user agreed to an app that nothing shows. May reject: then nobody did. */
  mayStayUnseen: () => Promise<boolean>
  show: () => void
}

/** Answers how to wait no longer. */
export function showUnlessTray({ watchTray, after, mayStayUnseen, show }: HiddenStartPorts): () => void {
  let isOver = false
  const unwatch = watchTray((available) => {
    if (available) end()
  })
  const cancel = after(PANEL_WITHIN_MS, () => void openUnlessAgreed())

  function end(): void {
    isOver = true
    // A listener may hear at once, before it knows how to stop.
    queueMicrotask(() => {
      unwatch()
      cancel()
    })
  }

  async function openUnlessAgreed(): Promise<void> {
    const agreed = await mayStayUnseen().catch(() => false)
    if (!isOver && !agreed) show()
    end()
  }
  return end
}
