// What of the environment may have a say in this app, and the little of it that its other processes get (S16).
// Proxies are Chromium's to resolve, certificates the system's store: neither comes from the environment.

/** Each would weaken TLS, load foreign code or write keys to a file. */
const banned: ReadonlySet<string> = new Set([
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_PATH',
  'SSLKEYLOGFILE',
])

/** What a process needs to find its files, its language and its time zone; on Windows also to reach the network at all. */
const passedOn = [
  'HOME',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'LC_MESSAGES',
  'LC_TIME',
  'TZ',
  'TMPDIR',
  'APPDATA',
  'LOCALAPPDATA',
  'SystemDrive',
  'SystemRoot',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'windir',
]

export type Environment = Record<string, string | undefined>

/** Removes what is banned from `env`, at start before anything else reads it. Returns the names found, for the log. */
export function scrubEnvironment(env: Environment): string[] {
  // Windows does not tell SSLKEYLOGFILE from sslkeylogfile.
  const found = Object.keys(env).filter((name) => banned.has(name.toUpperCase()))
  for (const name of found) delete env[name]
  return found
}

/** The listed environment of a utility process. Values travel by message, never by environment. */
export function workerEnvironment(env: Environment): Record<string, string> {
  const entries = passedOn.flatMap((name) => {
    const value = env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}
