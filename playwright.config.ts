// End-to-end tests of the built app, one at a time: they share one pretend desktop, its battery and its tray.
// `npm run e2e` builds first and provides that desktop.
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  // Only where a package was made and laid out: the last step of npm test.
  testIgnore: process.env.LULL_INSTALLED_ROOT ? [] : ['package.spec.ts', 'install.spec.ts'],
  tsconfig: 'tsconfig.e2e.json',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  globalTimeout: 14 * 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
  use: { trace: 'off', screenshot: 'off' },
})
