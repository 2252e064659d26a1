// Runs the unit tests on Electron's own Node, the runtime that ships: `npm run unit -- [vitest arguments]`.
// Installing what is missing is setup's; which files are tests is vitest.config.ts's.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const ran = spawnSync(
  `${root}node_modules/electron/dist/electron`,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', '--passWithNoTests', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
)
process.exit(ran.status ?? 1)
