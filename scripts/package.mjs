// `npm run package [-- deb | AppImage | dmg | nsis …]`: sets up, builds, and makes this system's packages in dist/.
// What is in them is packaging/config.mjs's.
import { join } from 'node:path'
import { build } from './run/build.mjs'
import { root } from './run/root.mjs'
import { makePackages } from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  const built = await build()
  return built === 0 ? await makePackages(join(root, 'dist'), process.argv.slice(2)) : built
})
