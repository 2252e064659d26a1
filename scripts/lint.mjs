// `npm run lint`: what the linter, the formatter and the search for dead code have to say.
import { checkDeadCode, checkFormat, checkLint } from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'

await runMain(async () => {
  const codes = [await checkLint(), await checkFormat(), await checkDeadCode()]
  return codes.some((code) => code !== 0) ? 1 : 0
})
