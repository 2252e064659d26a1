// `npm run unit [-- vitest arguments]`: the unit tests on Electron's own Node, the runtime that ships.
// Which files are tests is vitest.config.ts's.
import { unitTests } from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'

await runMain(async () => await unitTests(process.argv.slice(2)))
