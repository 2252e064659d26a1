// Proves that Windows knows the app by the name its installer gives it. That a toast then appears was never seen: nothing here is Windows.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { APP_ID, nameToSystem } from './systemName'

function namedOn(platform: NodeJS.Platform, isPackaged: boolean): string[] {
  const names: string[] = []
  nameToSystem({ isPackaged, setAppUserModelId: (name) => void names.push(name) }, platform, 'C:\\electron.exe')
  return names
}

describe('the name that Windows knows the app by', () => {
  it('is the installed shortcut’s where it was installed, and the executable’s while developing', () => {
    expect(namedOn('win32', true)).toEqual([APP_ID])
    expect(namedOn('win32', false)).toEqual(['C:\\electron.exe'])
  })

  it('is nobody’s business elsewhere', () => {
    expect([...namedOn('linux', true), ...namedOn('darwin', true)]).toEqual([])
  })

  it('is the one the packages are made with', () => {
    const config = readFileSync(new URL('../../../scripts/packaging/config.mjs', import.meta.url), 'utf8')
    expect(config).toContain(`appId: '${APP_ID}'`)
  })
})
