// json-server, a REST server of npm's that many learn with: pages by `_page` and `_limit`, a Link header, ETags by Express, gzip.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, type Peer, startPeer } from './process'

const cli = fileURLToPath(new URL('../../../node_modules/json-server/lib/cli/bin.js', import.meta.url))

/** yargs takes whatever runs on Electron for a packed app, and its script for an argument, unless it is told otherwise. */
const LAUNCH = 'process.defaultApp = true; require(process.argv[1])'

/** `collections`: records by the name of their path. `folder` holds its file. */
export async function startJsonServer(
  folder: string,
  collections: Readonly<Record<string, readonly object[]>>,
): Promise<Peer> {
  writeFileSync(join(folder, 'db.json'), JSON.stringify(collections))
  const port = await freePort()
  const args = ['-e', LAUNCH, cli, '--quiet', '--host', '127.0.0.1', '--port', String(port), 'db.json']
  return await startPeer(port, { command: process.execPath, args, cwd: folder })
}
