// Bundles one TypeScript file of the project for Electron's own Node. Packages stay outside: the bundle lies in node_modules, where
// they are found.
import { join } from 'node:path'
import { root } from './root.mjs'

/**
 * @param {string} entry path in the project
 * @param {string} name of the bundle
 * @returns {Promise<string>} the bundle's path
 */
export async function bundle(entry, name) {
  const { build } = await import('vite')
  const outDir = join(root, 'node_modules', '.lull', name)
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src', 'shared') } },
    build: {
      ssr: join(root, entry),
      outDir,
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: {
        output: { format: 'es', entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[hash].mjs` },
      },
    },
  })
  return join(outDir, `${name}.mjs`)
}
