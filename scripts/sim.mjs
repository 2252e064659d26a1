// `npm run sim -- [--seed N] [--ops N] [--rounds N] [--count]`: random operations on the engine, replayed by their seed; or what picking
// work costs among a million jobs. What is done and printed is src/testing/model's.
import { bundle } from './run/bundle.mjs'
import { runOnElectronNode } from './run/electron.mjs'
import { root } from './run/root.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  return (await runOnElectronNode([await bundle('src/testing/model/simMain.ts', 'sim'), ...process.argv.slice(2)])).code
})
