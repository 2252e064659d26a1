// The smallest app that shows the pretend desktop to be real: a window, a tray icon with a menu, and one JSON line
// on stdout for each thing it notices. The test asks it for the rest with evaluate().

import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, Menu, nativeImage, powerMonitor, Tray } from 'electron'

const ICON_PX = 16
const EVENTS = ['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen', 'on-battery', 'on-ac']

function say(kind, data) {
  process.stdout.write(`${JSON.stringify({ kind, ...data })}\n`)
}

function icon(blue, green, red) {
  const pixels = Array.from({ length: ICON_PX * ICON_PX }, () => [blue, green, red, 255]).flat()
  return nativeImage.createFromBitmap(Buffer.from(pixels), { width: ICON_PX, height: ICON_PX })
}

const clicked = (item) => say('menu', { label: item.label, checked: item.checked })

async function start() {
  for (const event of EVENTS) powerMonitor.on(event, () => say('power', { event }))
  const tray = new Tray(icon(40, 40, 200))
  tray.setToolTip('probe tray')
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open history', click: clicked },
      { label: 'Paused', type: 'checkbox', checked: false, click: clicked },
      { type: 'separator' },
      {
        label: 'Jobs',
        submenu: [
          { label: 'Run now', click: clicked },
          { label: 'Off', enabled: false },
        ],
      },
    ]),
  )
  tray.on('click', () => say('tray-click', {}))
  globalThis.tray = tray
  globalThis.greenIcon = () => tray.setImage(icon(40, 200, 40))
  const window = new BrowserWindow({ width: 500, height: 300 })
  await window.loadFile(fileURLToPath(new URL('page.html', import.meta.url)))
}

app.on('window-all-closed', () => {})
void app.whenReady().then(start)
