// The process of `npm run defects`: ids in (none: all), lines out. What it does is run.ts.
import { allDefects, runDefects } from './run'

const ids = process.argv.slice(2)
const chosen = ids.length === 0 ? allDefects : allDefects.filter(({ id }) => ids.includes(id))
const missed = await runDefects(process.cwd(), chosen, (line) => void process.stdout.write(`${line}\n`))
process.exitCode = missed > 0 ? 1 : 0
