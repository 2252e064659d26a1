// nginx as Debian builds it, serving files of a folder as JSON with gzip and ETags. Setting up fetches it where it is not installed
// (scripts/setup/nginx.mjs); where it could not, what needs it skips itself.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, type Peer, startPeer } from './process'

const places = [
  '/usr/sbin/nginx',
  fileURLToPath(new URL('../../../node_modules/.lull/nginx/usr/sbin/nginx', import.meta.url)),
]

/** null: there is none here. */
export function nginxPath(): string | null {
  return places.find((path) => existsSync(path)) ?? null
}

/** Serves `folder`/files. */
export async function startNginx(path: string, folder: string): Promise<Peer> {
  const port = await freePort()
  for (const name of ['files', 'temp']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'nginx.conf'), configuration(port))
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;']
  return await startPeer(port, { command: path, args, cwd: folder })
}

function configuration(port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path temp/${name};`,
  )
  // As root its workers would become somebody who may not read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  return `${user}
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 64; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  default_type application/json;
  etag on;
  gzip on;
  gzip_types application/json;
  gzip_min_length 0;
  server {
    listen 127.0.0.1:${port};
    root files;
  }
}
`
}
