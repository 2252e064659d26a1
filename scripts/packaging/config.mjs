// What a package holds and how each system shows it: electron-builder's configuration. Building is ../package.mjs's.
//
// The bundles hold every library but better-sqlite3, whose native part must lie outside the archive to be loaded.
import { join } from 'node:path'
import { root } from '../run/root.mjs'

/** By the name that the package puts on the path. */
const actions = {
  Preferences: { Name: 'Preferences', 'Name[ko]': '환경설정', Exec: 'lull --open=preferences' },
  Jobs: { Name: 'Jobs', 'Name[ko]': '작업', Exec: 'lull --open=jobs' },
  History: { Name: 'History', 'Name[ko]': '기록', Exec: 'lull --open=history' },
}

const files = [
  'package.json',
  'LICENSE',
  'out/**/*',
  'resources/**/*',
  '!resources/app/**',
  '!**/*.map',
  '!out/.built',
  '!node_modules/**',
  'node_modules/better-sqlite3/package.json',
  'node_modules/better-sqlite3/LICENSE',
  'node_modules/better-sqlite3/lib/**',
  'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
]

/** @type {import('electron-builder').LinuxConfiguration} */
const linux = {
  target: ['deb', 'AppImage'],
  executableName: 'lull',
  icon: 'resources/app',
  category: 'Utility',
  synopsis: 'Background work, done when the computer can spare it',
  maintainer: process.env.LULL_MAINTAINER ?? 'Lull <lull@example.invalid>',
  desktop: {
    entry: {
      Name: 'Lull',
      'Comment[ko]': '컴퓨터에 여유가 있을 때 백그라운드 작업을 합니다',
      Actions: `${Object.keys(actions).join(';')};`,
      Keywords: 'sync;download;upload;background;',
      StartupWMClass: 'lull',
      SingleMainWindow: 'true',
    },
    desktopActions: actions,
  },
}

/**
 * @param {{ outDir: string, official: boolean, fast: boolean, afterPack: (context: import('electron-builder').AfterPackContext) => Promise<void> }} options
 *   `official`: the runtime is the one Electron published; else the artefacts' names say that they are for tests. `fast`: squeezed little.
 * @returns {import('electron-builder').Configuration}
 */
export function configuration({ outDir, official, fast, afterPack }) {
  const mark = official ? '' : '-test-only'
  return {
    appId: 'app.lull.Lull',
    productName: 'Lull',
    copyright: 'MIT',
    artifactName: `\${name}_\${version}_\${arch}${mark}.\${ext}`,
    directories: { output: outDir, buildResources: 'resources' },
    electronDist: join(root, 'node_modules', 'electron', 'dist'),
    electronLanguages: ['en-US', 'ko'],
    npmRebuild: false,
    publish: null,
    afterPack,
    asar: true,
    asarUnpack: ['node_modules/better-sqlite3/prebuilds/**'],
    // A package names who made it; whoever gives one to others says so with these two.
    extraMetadata: { homepage: process.env.LULL_HOMEPAGE ?? 'https://example.invalid/lull' },
    files,
    // Beside the executable, where Electron's and Chromium's own licences are.
    extraFiles: [{ from: 'LICENSE', to: 'LICENSE.lull.txt' }],
    linux,
    deb: {
      packageCategory: 'utils',
      priority: 'optional',
      compression: fast ? 'gz' : 'xz',
      depends: [
        'libgtk-3-0 | libgtk-3-0t64',
        'libasound2 | libasound2t64',
        'libnss3',
        'libgbm1',
        'libnotify4',
        'libxss1',
        'libsecret-1-0',
        'xdg-utils',
      ],
      // The tray is spoken to over D-Bus, without a library.
      recommends: [],
    },
    // Else electron-builder writes --no-sandbox into its desktop entry. The script inside that starts the app adds it by itself where there
    // are no user namespaces; there the app says so and ends (src/main/shell/launchArguments.ts).
    appImage: { executableArgs: [] },
    mac: {
      target: ['dmg'],
      icon: 'resources/icon.png',
      category: 'public.app-category.utilities',
      hardenedRuntime: true,
    },
    win: { target: ['nsis'], icon: 'resources/icon.png' },
    // Per user: nothing of Lull needs an administrator.
    nsis: { oneClick: true, perMachine: false, deleteAppDataOnUninstall: false },
  }
}
