// What a page gets of the app: window.lull with call(), on() and drop(), for the names of the contract and nothing else (S11).
// It never hands out ipcRenderer or an event object. Whether a call is allowed is decided in main (main/ipc/register.ts).
import { type Reply, refused } from '@shared/errors'
import { type Bridge, CALL_CHANNEL, DROP_CHANNEL, EVENT_CHANNEL } from '@shared/ipc/bridge'
import { callable, hearable } from '@shared/ipc/names'
import { contextBridge, ipcRenderer, webUtils } from 'electron'

type Listener = (payload: unknown) => void

function openBridge(): Bridge {
  const listeners = new Map<string, Set<Listener>>()
  // A window opened to show something is told so before its page has begun to listen: the last such wish is kept for it.
  let unheardWish: unknown

  ipcRenderer.on(EVENT_CHANNEL, (_event, name: unknown, payload: unknown) => {
    if (typeof name !== 'string' || !Object.hasOwn(hearable, name)) return
    const listening = listeners.get(name)
    if (name === 'navigate' && !listening?.size) unheardWish = payload
    for (const listener of listening ?? []) listener(payload)
  })

  const call = (name: string, input: unknown): Promise<Reply<unknown>> => {
    if (typeof name !== 'string' || !Object.hasOwn(callable, name)) {
      return Promise.resolve(refused('unknown_command', 'No such command.'))
    }
    return ipcRenderer.invoke(CALL_CHANNEL, name, input) as Promise<Reply<unknown>>
  }

  // A page cannot name a path: only a file that a person really dropped or chose has one.
  const drop = (files: readonly File[]): Promise<Reply<unknown>> => {
    const paths = [...files].map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
    if (paths.length === 0) return Promise.resolve(refused('invalid_input', 'These are not files.'))
    return ipcRenderer.invoke(DROP_CHANNEL, paths) as Promise<Reply<unknown>>
  }

  const on = (name: string, listener: Listener): (() => void) => {
    if (typeof name !== 'string' || !Object.hasOwn(hearable, name) || typeof listener !== 'function') return () => {}
    const listening = listeners.get(name) ?? new Set<Listener>()
    listeners.set(name, listening)
    listening.add(listener)
    if (name === 'navigate' && unheardWish !== undefined) {
      listener(unheardWish)
      unheardWish = undefined
    }
    return () => void listening.delete(listener)
  }

  return { call, drop, on } as Bridge
}

contextBridge.exposeInMainWorld('lull', openBridge())
