// A root of its own to install packages in: everything this system has, and whatever is written lands in memory and is gone with it.
// An overlay in a mount namespace; so it wants root, and the system itself is not touched. What is done in it is the test's.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

export interface ScratchRoot {
  /** Answers what it printed, both ways; throws with that if it fails. */
  run(...command: string[]): string
  spawn(command: string[], options: SpawnOptions): ChildProcess
  /** What was added, changed or taken away so far, in the folders that are its own: not /tmp, /run, /dev, /proc and /sys. */
  changed(): string[]
  close(): Promise<void>
}

const LAY_OUT = `
set -e
mount -t tmpfs none "$0" && mkdir "$0/upper" "$0/work" "$0/all"
mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/all"
for own in tmp run dev proc sys; do mount --rbind "/$own" "$0/all/$own"; done
echo ready
exec sleep infinity
`

export async function openScratchRoot(): Promise<ScratchRoot> {
  // Not below /tmp, which is the system's also inside.
  const folder = mkdtempSync('/var/tmp/lull-root-')
  const keeper = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', '--mount', '--propagation', 'private', 'sh', '-c', LAY_OUT, folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const gone = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    keeper.stdout.once('data', () => resolve())
    keeper.once('exit', (code) =>
      reject(new Error(`no root of its own could be made: unshare or mount ended with ${code}`)),
    )
  })
  const inside = ['-t', String(keeper.pid), '-m', 'chroot', join(folder, 'all')]
  return {
    run(...command) {
      const { status, stdout, stderr } = spawnSync('nsenter', [...inside, ...command], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}\n${stdout}${stderr}`)
      return stdout + stderr
    },
    spawn: (command, options) => spawn('nsenter', [...inside, ...command], options),
    changed() {
      const find = [
        '-t',
        String(keeper.pid),
        '-m',
        'find',
        join(folder, 'upper'),
        '-mindepth',
        '1',
        '-printf',
        '/%P\\n',
      ]
      return spawnSync('nsenter', find, { encoding: 'utf8' }).stdout.split('\n').filter(Boolean).toSorted()
    },
    async close() {
      keeper.kill('SIGKILL')
      await gone
      rmdirSync(folder)
    },
  }
}
