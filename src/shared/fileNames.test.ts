// What becomes of names that would lead elsewhere, mean something to a system, or be no name at all.
import { describe, expect, it } from 'vitest'
import { safeFileName } from './fileNames'

describe('S44 a name for a file', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\boot.ini', '_.._boot.ini'],
    ['/absolute', '_absolute'],
    ['a\u0000b\nc', 'a_b_c'],
    ['C:evil', 'C_evil'],
    ['  .hidden. ', 'hidden'],
    ['', 'download'],
    ['...', 'download'],
    ['///', 'download'],
    ['NUL', '_NUL'],
    ['com1.txt', '_com1.txt'],
    ['photo\u202egpj.exe', 'photo_gpj.exe'],
    ['사진 모음.zip', '사진 모음.zip'],
  ])('%j is stored as %j', (wanted, stored) => expect(safeFileName(wanted)).toBe(stored))

  it('keeps its extension when it is cut', () => {
    const name = safeFileName(`${'n'.repeat(300)}.tar.gz`)
    expect(name).toHaveLength(120)
    expect(name.endsWith('.gz')).toBe(true)
  })
})
