// A hidden start shows the window where nothing else would show the app.
import { describe, expect, it } from 'vitest'
import { PANEL_WITHIN_MS, showUnlessTray } from './hiddenStart'

function start(agreed: () => Promise<boolean> = async () => false) {
  let hear: (available: boolean) => void = () => {}
  let due: (() => void) | null = null
  let shown = 0
  const stop = showUnlessTray({
    watchTray: (listener) => {
      hear = listener
      return () => {
        hear = () => {}
      }
    },
    after: (delayMs, act) => {
      expect(delayMs).toBe(PANEL_WITHIN_MS)
      due = act
      return () => {
        due = null
      }
    },
    mayStayUnseen: agreed,
    show: () => {
      shown += 1
    },
  })
  return {
    stop,
    tray: (available: boolean) => hear(available),
    shown: () => shown,
    isWaiting: () => due !== null,
    wait: async () => {
      due?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('a start without a window', () => {
  it('opens it where no panel came in time', async () => {
    const { tray, wait, shown } = start()
    tray(false)
    await wait()
    expect(shown()).toBe(1)
  })

  it('opens none where a panel shows the icon, also one that comes late', async () => {
    const { tray, wait, shown, isWaiting } = start()
    tray(false)
    tray(true)
    await Promise.resolve()
    expect(isWaiting()).toBe(false)
    await wait()
    expect(shown()).toBe(0)
  })

  it('opens none where the user agreed to an app that nothing shows', async () => {
    const { wait, shown } = start(async () => true)
    await wait()
    expect(shown()).toBe(0)
  })

  it('opens it where nobody can say whether the user agreed', async () => {
    const { wait, shown } = start(() => Promise.reject(new Error('the engine is gone')))
    await wait()
    expect(shown()).toBe(1)
  })

  it('opens none once the app ends', async () => {
    const { stop, wait, shown } = start()
    const waited = wait()
    stop()
    await waited
    expect(shown()).toBe(0)
  })
})
