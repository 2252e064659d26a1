// Proves where windows open again and that every tray picture there can be is there.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { appStates } from '@shared/summary'
import { describe, expect, it } from 'vitest'
import { panelIsDark, trayFile, trayPicture, trayPictures, traySizes } from './trayIcon'
import { createBoundsStore, placeWindow } from './windowBounds'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }
const size = { width: 1000, height: 700, leastWidth: 700, leastHeight: 500 }

describe('a window', () => {
  it('opens centred the first time and where it was after that', () => {
    expect(placeWindow(undefined, [screen], size)).toEqual({ width: 1000, height: 700, maximized: false })
    const saved = { x: 40, y: 50, width: 900, height: 600, maximized: true }
    expect(placeWindow(saved, [screen], size)).toEqual(saved)
  })

  it.each([
    ['on a screen that is gone', { x: 3000, y: 50 }],
    ['above every screen', { x: 40, y: -200 }],
    ['below every screen', { x: 40, y: 1035 }],
    ['with too little of it in reach', { x: 1900, y: 50 }],
  ])('keeps its size but not its place %s', (_title, place) => {
    const saved = { ...place, width: 900, height: 600, maximized: false }
    expect(placeWindow(saved, [screen], size)).toEqual({ width: 900, height: 600, maximized: false })
  })

  it('is never smaller than its least size', () => {
    const saved = { x: 0, y: 0, width: 10, height: 10, maximized: false }
    expect(placeWindow(saved, [screen], size)).toMatchObject({ width: 700, height: 500 })
  })

  it('is remembered in a small file, whose damage costs nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lull-bounds-'))
    try {
      const path = join(folder, 'windows.json')
      const store = createBoundsStore(path)
      const place = { x: 1, y: 2, width: 3, height: 4, maximized: false }
      expect(store.read('main')).toBeUndefined()
      store.write('main', place)
      store.write('preferences', { ...place, x: 9 })
      expect(createBoundsStore(path).read('main')).toEqual(place)
      for (const damage of [
        '',
        '{',
        '[]',
        '{"main":{"x":"left"}}',
        '{"main":{"x":1e9,"y":0,"width":1,"height":1,"maximized":false}}',
      ]) {
        writeFileSync(path, damage)
        expect(store.read('main')).toBeUndefined()
      }
      createBoundsStore(join(folder, 'no', 'such', 'folder.json')).write('main', place)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the tray picture', () => {
  it('has a file for every state, panel and platform, of the size its name says', () => {
    const folder = fileURLToPath(new URL('../../../resources/tray', import.meta.url))
    for (const picture of trayPictures) {
      for (const panel of ['dark', 'light'] as const) {
        for (const pixels of [...traySizes('linux'), ...traySizes('win32')]) {
          const path = join(folder, trayFile(picture, panel, pixels))
          expect(existsSync(path), path).toBe(true)
          expect(readFileSync(path).readUInt32BE(16)).toBe(pixels)
        }
      }
    }
  })

  it('tells every state apart but offline from waiting', () => {
    const shown = appStates.map((state) => trayPicture('ready', state))
    expect(new Set(shown).size).toBe(appStates.length - 1)
    expect(trayPicture('lost', 'idle')).toBe('problem')
  })

  it('is light on a dark panel', () => {
    expect(panelIsDark('linux', 'ubuntu:GNOME', false)).toBe(true)
    expect(panelIsDark('linux', 'KDE', false)).toBe(false)
    expect(panelIsDark('win32', '', true)).toBe(true)
  })
})
