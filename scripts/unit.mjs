// `npm run unit [-- vitest arguments]`: the unit tests on Electron's own Node, the runtime that ships.
// Which files are tests is vitest.config.ts's.
import { root } from './run/root.mjs'
import { unitTests } from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  return await unitTests(process.argv.slice(2))
})
