// Builds the worker, or what stands for main, as one bundle with only better-sqlite3 outside, for tests that start real processes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface WorkerBuild {
  entry: string
  remove(): void
}

/** Lies in node_modules, where better-sqlite3 is found. `main`: a file beside this one. */
export async function buildWorker(main = 'childMain.ts'): Promise<WorkerBuild> {
  const parent = join(root, 'node_modules', '.lull')
  mkdirSync(parent, { recursive: true })
  const outDir = mkdtempSync(join(parent, 'worker-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src', 'shared') } },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: join(root, 'src', 'testing', 'workerProcess', main),
      outDir,
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  })
  return { entry: join(outDir, 'worker.mjs'), remove: () => rmSync(outDir, { recursive: true }) }
}
