// The layers of src and what each may import: the table that the architecture test holds the tree to.
// A new room gets a line here; what a file really imports is sourceScan.ts's to find out.

export interface Layer {
  /** Folder under src, or a pattern for single files. The first layer that matches a path owns it. */
  at: string | RegExp
  /** Layers it may import, besides itself; 'all' only where everything is put together. */
  layers: readonly string[] | 'all'
  /** npm packages it may import ('electron' among them). */
  packages: readonly string[]
  /** Whether it may import Node's own modules. */
  node: boolean
}

const mainRoom = (room: string, packages: readonly string[], layers: readonly string[] = ['shared']): Layer => ({
  at: `main/${room}`,
  layers,
  packages: ['zod', ...packages],
  node: true,
})

const workerRoom = (room: string, packages: readonly string[], layers: readonly string[] = []): Layer => ({
  at: `worker/${room}`,
  layers: ['shared', ...layers],
  packages: ['zod', ...packages],
  node: true,
})

const PAGE_PACKAGES = [
  'react',
  'react-dom',
  'react-i18next',
  'i18next',
  '@base-ui/react',
  '@tanstack/react-query',
  '@tanstack/react-table',
  '@tanstack/react-virtual',
  'lucide-react',
  'clsx',
  'pretendard',
  'zod',
]

const pageRoom = (room: string, layers: readonly string[]): Layer => ({
  at: `renderer/${room}`,
  layers: ['shared', ...layers],
  packages: PAGE_PACKAGES,
  node: false,
})

/** Siblings in main never import each other: they meet in compose. Only the engine's thread composes some itself. */
export const layers: Readonly<Record<string, Layer>> = {
  shared: { at: 'shared', layers: [], packages: ['zod', 'i18next'], node: false },
  'main/engine': { at: 'main/engine', layers: ['shared'], packages: [], node: false },
  'main/store': mainRoom('store', ['better-sqlite3', 'uuid']),
  'main/device': mainRoom('device', ['electron', 'dbus-native', 'systeminformation']),
  'main/runner': mainRoom('runner', ['electron']),
  'main/outbox': mainRoom('outbox', ['uuid']),
  'main/secrets': mainRoom('secrets', ['electron']),
  'main/shell': mainRoom('shell', ['electron', 'i18next']),
  'main/ipc': mainRoom('ipc', ['electron']),
  'main/platform': mainRoom('platform', ['electron', 'electron-store', 'node-schedule', 'cron-parser', 'pino']),
  'main/duties': mainRoom('duties', ['uuid']),
  'main/sampleServer': mainRoom('sampleServer', ['electron']),
  'main/engineThread': mainRoom(
    'engineThread',
    ['cron-parser', 'uuid'],
    ['shared', 'main/engine', 'main/store', 'main/outbox'],
  ),
  main: { at: /^main\/(?:index|compose\w*)\.ts$/, layers: 'all', packages: ['electron', 'zod', 'uuid'], node: true },
  preload: { at: 'preload', layers: ['shared'], packages: ['electron'], node: false },
  'renderer/client': {
    at: /^renderer\/(?:client|bridge\.d)\.ts$/,
    layers: ['shared'],
    packages: PAGE_PACKAGES,
    node: false,
  },
  'renderer/app': pageRoom('app', ['renderer/client', 'renderer/ui', 'renderer']),
  'renderer/ui': pageRoom('ui', ['renderer/client', 'renderer/app']),
  renderer: {
    at: 'renderer',
    layers: ['shared', 'renderer/client', 'renderer/ui', 'renderer/app'],
    packages: PAGE_PACKAGES,
    node: false,
  },
  'worker/http': workerRoom('http', ['undici']),
  'worker/parse': workerRoom('parse', []),
  'worker/library': workerRoom('library', ['better-sqlite3'], ['worker/parse']),
  'worker/pull': workerRoom('pull', [], ['worker/http', 'worker/parse', 'worker/library']),
  'worker/push': workerRoom('push', [], ['worker/http', 'worker/parse', 'worker/library', 'worker/imports']),
  'worker/fetching': workerRoom('fetching', [], ['worker/http']),
  'worker/imports': workerRoom('imports', ['zod'], ['worker/parse', 'worker/library']),
  'worker/clean': workerRoom('clean', ['zod'], ['worker/library']),
  'worker/computing': workerRoom('computing', [], ['worker/parse', 'worker/library', 'worker/imports']),
  'worker/probing': workerRoom(
    'probing',
    [],
    ['worker/http', 'worker/parse', 'worker/library', 'worker/pull', 'worker/computing'],
  ),
  worker: {
    at: 'worker',
    layers: [
      'shared',
      'worker/http',
      'worker/parse',
      'worker/library',
      'worker/pull',
      'worker/push',
      'worker/fetching',
      'worker/imports',
      'worker/clean',
      'worker/computing',
      'worker/probing',
    ],
    packages: ['zod', 'uuid', 'pino'],
    node: true,
  },
  sample: { at: 'sample', layers: ['shared'], packages: ['zod'], node: true },
  testing: {
    at: 'testing',
    layers: 'all',
    packages: ['better-sqlite3', 'typescript', 'uuid', 'vite', 'zod'],
    node: true,
  },
}

/** What a test may import beyond its layer: the fakes and the harness, and the tools of testing. */
export const TEST_PACKAGES = ['vitest', 'fast-check', 'better-sqlite3']

/**
 * Names that only some files may import: a library or an Electron object with one place that knows it.
 * `from` is the module, `name` the imported name (any where it is absent). Compose may name Electron's objects too,
 * because it is what hands them to the rooms.
 */
export const KNOWN_ONLY_BY: readonly { from: string; name?: string; files: RegExp }[] = [
  { from: 'better-sqlite3', files: /^(?:main\/store|worker\/library)\/database\.ts$/ },
  { from: 'electron-store', files: /^main\/platform\/preferencesFile\.ts$/ },
  { from: 'node-schedule', files: /^main\/platform\/alarm\.ts$/ },
  { from: 'undici', files: /^worker\/http\// },
  { from: 'dbus-native', files: /^main\/device\// },
  { from: 'electron', name: 'powerMonitor', files: /^main\/(?:compose|device\/|shell\/lifecycle\.ts$)/ },
  { from: 'electron', name: 'utilityProcess', files: /^main\/(?:compose|runner\/|sampleServer\/)/ },
  { from: 'electron', name: 'safeStorage', files: /^main\/(?:compose|secrets\/)/ },
  { from: 'electron', name: 'ipcMain', files: /^main\/(?:compose|ipc\/)/ },
  { from: 'electron', name: 'ipcRenderer', files: /^preload\// },
  { from: 'electron', name: 'BrowserWindow', files: /^main\/(?:shell|ipc)\// },
]

/** Libraries that one file of a process knows, wherever it stands. */
export const ONE_FILE_EACH = ['cron-parser', 'pino', 'systeminformation']

/** Process entries: the only index files, and the only files where something happens at import. */
export const ENTRIES = [
  'main/index.ts',
  'main/engineThread/thread.ts',
  'worker/index.ts',
  'worker/reader.ts',
  'worker/compute.ts',
  'sample/index.ts',
  'preload/index.ts',
]

/** @param path relative to src. Returns the layer's name, or undefined where no line of the table covers it. */
export function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((name) => {
    const at = layers[name]?.at
    return typeof at === 'string' ? path.startsWith(`${at}/`) : at?.test(path)
  })
}
