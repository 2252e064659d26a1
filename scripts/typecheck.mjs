// `npm run types`: type-checks every TypeScript project of the tree.
import { checkTypes } from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'

await runMain(checkTypes)
