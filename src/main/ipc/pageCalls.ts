// Listens to the pages through Electron's own ipcMain, which nothing else knows. The checks are register.ts's.
import { ipcMain } from 'electron'
import { type IpcOptions, registerIpc } from './register'

/** Starts answering pages; returns the way to stop. */
export function answerPages(options: Omit<IpcOptions, 'ipcMain'>): () => void {
  return registerIpc({ ...options, ipcMain })
}
