// The process of `npm run sim`: arguments in, lines out. What it does is sim.ts.
import { sim } from './sim'

process.exitCode = (await sim(process.argv.slice(2), (line) => void process.stdout.write(`${line}\n`))) > 0 ? 1 : 0
