// `node scripts/icons.mjs [--sheet FILE]`: draws resources/icon.png and resources/tray/*.png anew from icons/drawings.mjs, by the browser that
// Electron is; the files are checked in. --sheet also writes one picture with all of them enlarged, to be looked at.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawings } from './icons/drawings.mjs'
import { run } from './run/child.mjs'
import { openDisplay } from './run/display.mjs'
import { electronPath } from './run/electron.mjs'
import { root } from './run/root.mjs'

/** In the page: an SVG drawn at its size, as a data: URL of a PNG. */
const drawInPage = `async (svg, pixels) => {
  const image = new Image(pixels, pixels)
  image.src = 'data:image/svg+xml;base64,' + btoa(svg.replace('<svg ', '<svg width="' + pixels + '" height="' + pixels + '" '))
  await image.decode()
  const canvas = new OffscreenCanvas(pixels, pixels)
  canvas.getContext('2d').drawImage(image, 0, 0, pixels, pixels)
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
  return btoa(String.fromCharCode(...bytes))
}`

/** All pictures on the ground they are made for, tray ones enlarged 4 times without smoothing. */
function sheetHtml(pictures) {
  const cells = pictures.map(({ file, png, pixels }) => {
    const ground = file.includes('-light-') ? '#f1f1f1' : '#2b2d31'
    const shown = pixels > 64 ? 192 : pixels * (pixels > 24 ? 3 : 5)
    return `<td style="background:${ground};padding:12px"><img width="${shown}" height="${shown}" style="image-rendering:pixelated" src="data:image/png;base64,${png}"><img style="margin-left:8px" width="${Math.min(pixels, 64)}" src="data:image/png;base64,${png}"></td>`
  })
  const rows = []
  for (let at = 0; at < cells.length; at += 8) rows.push(`<tr>${cells.slice(at, at + 8).join('')}</tr>`)
  return `<body style="margin:0"><table>${rows.join('')}</table></body>`
}

async function draw() {
  const { app, BrowserWindow } = await import('electron')
  await app.whenReady()
  const window = new BrowserWindow({ show: false, width: 1900, height: 1600, webPreferences: { offscreen: true } })
  await window.loadURL('data:text/html,<body>')
  const pictures = []
  for (const { file, pixels, svg } of drawings()) {
    const png = await window.webContents.executeJavaScript(`(${drawInPage})(${JSON.stringify(svg)}, ${pixels})`)
    const path = join(root, 'resources', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, Buffer.from(png, 'base64'))
    pictures.push({ file, pixels, png })
  }
  const sheet = process.argv.indexOf('--sheet')
  if (sheet > 0) {
    await window.loadURL(`data:text/html;base64,${Buffer.from(sheetHtml(pictures)).toString('base64')}`)
    await window.webContents.executeJavaScript(
      'Promise.all([...document.images].map((image) => image.decode())).then(() => 0)',
    )
    writeFileSync(process.argv[sheet + 1], (await window.webContents.capturePage()).toPNG())
  }
  process.stdout.write(`Drew ${pictures.length} pictures.\n`)
  app.exit(0)
}

if (process.versions.electron) {
  // Not awaited: the app is ready only when this module has been read.
  void draw()
} else {
  const display = await openDisplay()
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  if (process.getuid?.() === 0) args.unshift('--no-sandbox')
  process.exitCode = (await run(electronPath(), args, { cwd: root, env: display.env })).code
  display.stop()
}
