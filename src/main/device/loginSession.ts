// Hears from logind whether this session's screen is locked: its Lock and Unlock signals and its LockedHint (D17).
// Another user's session is not ours: the session is the one logind names for this process.
import type { Logger } from '@shared/logger'
import type { Bus, BusAddress } from './bus'
import type { LockState } from './lock'
import { openRemoteObject } from './remoteObject'

const LOGIN = 'org.freedesktop.login1'
const MANAGER: BusAddress = { name: LOGIN, path: '/org/freedesktop/login1', iface: `${LOGIN}.Manager` }
const SESSION = `${LOGIN}.Session`

/** Resolves once it listens, or found no session to listen to. The answer ends it. */
export async function watchLoginSession(
  bus: Bus,
  self: { sessionId: string | undefined; pid: number },
  lock: LockState,
  log: Logger,
): Promise<() => void> {
  const path = await sessionPath(bus, self)
  if (path === null) {
    log.info('no login session: a locked screen will not be noticed')
    return () => undefined
  }
  let known = false
  const session = openRemoteObject(bus, { name: LOGIN, path, iface: SESSION, mayStart: false }, hinted, log)
  function hinted(): void {
    const hint = session.properties()?.LockedHint
    if (typeof hint !== 'boolean') return
    if (known) lock.put(hint)
    else lock.begin(hint)
    known = true
  }
  const signal = { sender: LOGIN, path, iface: SESSION }
  const ends = [
    bus.subscribe({ ...signal, member: 'Lock' }, () => lock.put(true)),
    bus.subscribe({ ...signal, member: 'Unlock' }, () => lock.put(false)),
    () => session.close(),
  ]
  return () => {
    for (const end of ends) end()
  }
}

async function sessionPath(bus: Bus, self: { sessionId: string | undefined; pid: number }): Promise<string | null> {
  const ways = [
    ...(self.sessionId ? [{ member: 'GetSession', signature: 's', args: [self.sessionId] }] : []),
    { member: 'GetSessionByPID', signature: 'u', args: [self.pid] },
    // A process that the user's own systemd started is in no session; this is the user's graphical one.
    { member: 'GetSession', signature: 's', args: ['auto'] },
  ]
  for (const way of ways) {
    const path = await bus.call(MANAGER, { ...way, mayStart: false }).catch(() => null)
    if (typeof path === 'string' && path.startsWith('/')) return path
  }
  return null
}
