// The peer of `footprint` and `start`: the least an Electron app in the tray can be. One icon, one menu, no window; with --window an empty
// one, which is there to be closed.
import { app, BrowserWindow, Menu, nativeImage, Tray } from 'electron'

const pixels = Buffer.alloc(16 * 16 * 4, 0xff)
const kept = []

app.on('window-all-closed', () => undefined)
void app.whenReady().then(() => {
  const tray = new Tray(nativeImage.createFromBitmap(pixels, { width: 16, height: 16 }))
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]))
  kept.push(tray)
  if (!process.argv.includes('--window')) return
  const window = new BrowserWindow({ title: 'Lull’s peer' })
  window.on('page-title-updated', (event) => event.preventDefault())
  void window.loadURL('about:blank')
})
