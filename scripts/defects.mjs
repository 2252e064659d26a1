// `npm run defects [-- id ...]`: plants known defects in a scratch copy, one at a time, and runs the tests that must see each. Which there
// are, and what counts as caught, is src/testing/defects's.
import { bundle } from './run/bundle.mjs'
import { runOnElectronNode } from './run/electron.mjs'
import { root } from './run/root.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  const entry = await bundle('src/testing/defects/defectsMain.ts', 'defects')
  return (await runOnElectronNode([entry, ...process.argv.slice(2)])).code
})
