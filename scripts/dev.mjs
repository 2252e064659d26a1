// `npm run dev`: the app with its renderer served by Vite, rebuilt and reloaded as files change.
import { openDisplay } from './run/display.mjs'
import { runTool } from './run/electron.mjs'
import { root } from './run/root.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  const args = ['dev', '--watch', ...(isRoot ? ['--noSandbox'] : []), ...process.argv.slice(2)]
  const display = await openDisplay()
  try {
    return (await runTool('electron-vite/bin/electron-vite.js', args, { env: display.env })).code
  } finally {
    display.stop()
  }
})
