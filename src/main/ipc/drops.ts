// Files dropped on the window. The preload finds their paths, which no page sees or can make up: a File that is not of the disk has none. Main
// keeps them as it keeps those of its own dialog, and the page gets handles (S20).
import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { granted, type Reply, refused } from '@shared/errors'
import type { ChosenFile } from '@shared/ipc/answers'
import { DROP_CHANNEL } from '@shared/ipc/bridge'
import { z } from 'zod'
import type { FileHandles } from './fileHandles'
import type { IpcMainPort } from './register'
import { isTrustedSender, type Trust } from './trustedSender'

const pathsSchema = z.array(z.string().min(1).max(4_096)).min(1).max(100)

/** Answers how to stop. What is no readable regular file is left out. */
export function registerDrops(ipcMain: IpcMainPort, trust: Trust, files: FileHandles): () => void {
  ipcMain.handle(DROP_CHANNEL, async (event, dropped): Promise<Reply<ChosenFile[]>> => {
    if (!isTrustedSender(event, trust)) return refused('untrusted_sender', 'The sender is not a page of this app.')
    const paths = pathsSchema.safeParse(dropped)
    if (!paths.success) return refused('invalid_input', 'These are not files.')
    const found = await Promise.all(paths.data.map((path) => chosen(path, files)))
    return granted(found.flatMap((file) => file ?? []))
  })
  return () => ipcMain.removeHandler(DROP_CHANNEL)
}

async function chosen(path: string, files: FileHandles): Promise<ChosenFile | null> {
  if (!isAbsolute(path)) return null
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return null
  const file = { path, name: basename(path), bytes: found.size }
  return { handle: files.keep(file), name: file.name, bytes: file.bytes }
}
