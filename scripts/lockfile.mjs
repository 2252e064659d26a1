// `npm run lockfile`, after a dependency changed: npm leaves a package for another system out of package-lock.json
// when the registry in use does not answer for it, and `npm ci` then refuses the file everywhere. This adds the
// entries that are missing, with the version that their parent pins exactly. Their integrity is not known here, so
// npm checks them against the registry's own when such a system installs them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run/root.mjs'

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`]) continue
    lock.packages[`node_modules/${name}`] = entryFor(name, version, parent.dev === true)
    added.push(name)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([one], [other]) => (one < other ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(added.length === 0 ? 'Nothing was missing.\n' : `Added ${added.length}: ${added.join(' ')}\n`)

/**
 * What such a package is for is in its name: '@oxlint/binding-linux-arm64-musl'.
 * @param {string} name
 * @param {string} version
 * @param {boolean} isDev
 */
function entryFor(name, version, isDev) {
  const words = (name.split('/').at(-1) ?? name).split('-')
  const system = SYSTEMS.find((one) => words.includes(one))
  const processor = PROCESSORS.find((one) => words.includes(one))
  if (!/^\d+\.\d+\.\d+$/.test(version) || processor === undefined) {
    throw new Error(`${name}@${version} is missing from the lockfile, and is no package for another system`)
  }
  const libc = system !== 'linux' ? [] : words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc']
  return {
    version,
    cpu: [processor],
    ...(isDev ? { dev: true } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  }
}
