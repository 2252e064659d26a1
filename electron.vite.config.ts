// Decides what is built and where it lands: out/main (one ESM file per process entry), out/preload, out/renderer.
// Entries find each other beside themselves: new URL('./worker.js', import.meta.url). What they do is src's.
//
// Only two modules stay outside the bundles: electron, which the runtime supplies, and better-sqlite3, whose
// native library is found relative to its own package. Everything else is bundled, because a tray app is
// judged by what it loads: one file read instead of a tree of small ones.
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const alias = { '@shared': at('./src/shared') }
const external = ['better-sqlite3']
/** The licences of what each bundle holds, beside it: they ask to be passed on with the code. */
const license = { fileName: 'licenses.md' }

/**
 * V8 holds a script with one Korean letter in two bytes a character: escaped, it is read faster and held in half. After minifying,
 * which would write the letters back.
 */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/[^\p{ASCII}]/gu, escaped)
    }
  },
}

/** As JavaScript writes it in a string: a letter beyond the basic plane is two escapes. */
const escaped = (letter: string): string =>
  Array.from(
    { length: letter.length },
    (_, index) => `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')

export default defineConfig({
  main: {
    resolve: { alias },
    plugins: [asciiOnly],
    build: {
      minify: true,
      outDir: 'out/main',
      license,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        external,
        input: {
          index: at('./src/main/index.ts'),
          engineThread: at('./src/main/engineThread/thread.ts'),
          worker: at('./src/worker/index.ts'),
          reader: at('./src/worker/reader.ts'),
          compute: at('./src/worker/compute.ts'),
          sample: at('./src/sample/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      outDir: 'out/preload',
      license,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('./src/preload/index.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    resolve: { alias },
    plugins: [react(), tailwindcss()],
    build: {
      outDir: 'out/renderer',
      license,
      minify: true,
      // Served from app://, never from file://, so a module can be its own file; assets are never inlined as
      // data: addresses, which the content security policy refuses.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: at('./src/renderer/index.html'), preferences: at('./src/renderer/preferences.html') },
      },
    },
  },
})
