// `npm run build`: builds out/ whether or not anything changed.
import { build } from './run/build.mjs'
import { root } from './run/root.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'start')
  return await build()
})
