// `npm run e2e [-- playwright arguments]`: builds what changed and runs the end-to-end tests on the real app,
// under the pretend desktop where this system has the parts for it.
import { buildIfChanged } from './run/build.mjs'
import { root } from './run/root.mjs'
import { endToEndTests } from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  await setUp(root, 'test')
  const built = await buildIfChanged()
  return built === 0 ? await endToEndTests(process.argv.slice(2)) : built
})
