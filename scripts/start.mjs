// `npm start [-- arguments for Lull]`: sets up, builds what changed, launches the app and ends as it ends.
// What the app logs goes to this terminal.
import { build, isBuilt } from './run/build.mjs'
import { run } from './run/child.mjs'
import { openDisplay } from './run/display.mjs'
import { electronPath } from './run/electron.mjs'
import { root } from './run/root.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  if (!isBuilt()) {
    process.stdout.write('Building ...\n')
    const built = await build()
    if (built !== 0) return built
  }
  const args = [root, ...process.argv.slice(2)]
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    process.stdout.write(
      "This is root, where Chromium's sandbox cannot work, so Lull starts with --no-sandbox. Prefer an ordinary user.\n",
    )
    args.push('--no-sandbox')
  }
  const display = await openDisplay()
  try {
    return (await run(electronPath(), args, { cwd: root, env: display.env })).code
  } finally {
    display.stop()
  }
})
