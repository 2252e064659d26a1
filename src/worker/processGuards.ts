// Decides what a child process does before anything else: forgets settings that weaken it, and dies of a rejection nobody handled.
// What its messages mean is the entry's own affair.

/** TLS checks, extra authorities, code that is loaded first, keys written to a file, proxies past the system's (S16, F110). */
const HARMFUL =
  /^(?:NODE_TLS_REJECT_UNAUTHORIZED|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|NODE_DEBUG|SSLKEYLOGFILE|SSL_CERT_(?:FILE|DIR)|LD_PRELOAD|.*_PROXY)$/i

export function scrubEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (HARMFUL.test(name)) delete env[name]
}

const CRASHED = 70

/** Utility processes only warn of an unhandled rejection (F16): here the process ends, and main starts another. */
export function dieOfUnhandledRejections(say: (message: string) => void): void {
  process.on('unhandledRejection', (reason) => {
    say(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason))
    process.exit(CRASHED)
  })
}
