// `npm run setup`: installs what is missing for starting and testing, and nothing when nothing is.
import { root } from './run/root.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'test')
  process.stdout.write('Everything that is needed is in place.\n')
  return 0
})
