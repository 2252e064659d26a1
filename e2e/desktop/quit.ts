// Ends an app under test for certain.
import type { ElectronApplication } from '@playwright/test'

const GRACE_MS = 8000

/**
 * Asks the app to quit, kills it after 8 s, and returns its exit code: null where it was killed or had ended long ago.
 * After desktop.sleep(true) Playwright has lost the windows, because Chromium drops its debugging socket when it
 * hears of the suspend: app.evaluate() still works then, but app.close() returns with the process alive and the
 * test runner hangs. So sleep comes last in a test, and this ends it.
 */
export async function quit(app: ElectronApplication): Promise<number | null> {
  const child = processOf(app)
  if (child === null) return null
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const asked = app.evaluate(({ app: inApp }) => inApp.quit()).catch(() => {}) // it may be gone before it answers
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  try {
    const code = await exited
    await asked
    return code
  } finally {
    clearTimeout(timer)
  }
}

function processOf(app: ElectronApplication): ReturnType<ElectronApplication['process']> | null {
  try {
    return app.process()
  } catch {
    return null // Playwright forgets the process once it has seen it end
  }
}
