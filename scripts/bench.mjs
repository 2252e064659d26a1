// `npm run bench -- NAME [--json]`: bundles bench/NAME.ts and runs it on Electron's own Node, under the pretend
// desktop where there is one, with the app built. What is measured and printed is the benchmark's.
// A benchmark that launches the app must take ELECTRON_RUN_AS_NODE out of that app's environment.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfChanged } from './run/build.mjs'
import { run } from './run/child.mjs'
import { hasPretendDesktop, withPretendDesktop } from './run/display.mjs'
import { electronPath } from './run/electron.mjs'
import { root } from './run/root.mjs'
import { runMain, SetupProblem } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'

await runMain(async () => {
  const [name = '', ...args] = process.argv.slice(2)
  const entry = join(root, 'bench', `${name}.ts`)
  if (!/^[\w-]+$/.test(name) || !existsSync(entry))
    throw new SetupProblem(`Which benchmark? There is: ${benchmarks().join(', ')}.`)
  await setUp(root, 'test')
  const built = await buildIfChanged()
  if (built !== 0) return built
  const bundled = await bundle(name, entry)
  const command = [electronPath(), bundled, ...args]
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  if (!(await hasPretendDesktop())) return (await run(electronPath(), command.slice(1), { cwd: root, env })).code
  const wrapped = await withPretendDesktop(command)
  return (await run(wrapped.command, wrapped.args, { cwd: root, env: { ...wrapped.env, ELECTRON_RUN_AS_NODE: '1' } }))
    .code
})

function benchmarks() {
  const folder = join(root, 'bench')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map((file) => file.slice(0, -3))
}

/**
 * One ESM file inside node_modules, where the packages it names are found.
 * @param {string} name
 * @param {string} entry
 */
async function bundle(name, entry) {
  const { build } = await import('vite')
  const outDir = join(root, 'node_modules', '.lull', 'bench')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src', 'shared') } },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: {
        output: { format: 'es', entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[hash].mjs` },
      },
    },
  })
  return join(outDir, `${name}.mjs`)
}
