// Proves what handlers decide themselves: handles instead of paths, and answers that give away no more than the contract.
import { granted, refused } from '@shared/errors'
import { plainJson } from '@shared/imports'
import { describe, expect, it } from 'vitest'
import type { Backend, ChosenPath, ImportRequest } from './backend'
import { createFileHandles } from './fileHandles'
import { createHandlers } from './handlers'

const file: ChosenPath = { path: '/home/someone/private/photos.json', name: 'photos.json', bytes: 12 }

function open(parts: Partial<{ core: unknown; duties: unknown; dialogs: unknown; previews: unknown }> = {}) {
  let now = 0
  const files = createFileHandles(() => now)
  const backend = { dialogs: { chooseFile: async () => file }, ...parts } as unknown as Backend
  return {
    handlers: createHandlers(
      backend,
      files,
      createFileHandles(() => now),
    ),
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('S20: a chosen file', () => {
  const imported: ImportRequest[] = []
  const duties = {
    startImport: async (request: ImportRequest) => {
      imported.push(request)
      return granted({ jobId: 'j' })
    },
  }
  const asked = { table: 'photos', reading: plainJson, isTrial: false, keyField: null }

  it('is known to the page by a handle, a name and a size, and to the import by its path', async () => {
    const { handlers } = open({ duties })
    const chosen = await handlers['imports.chooseFile']({})
    expect(JSON.stringify(chosen)).not.toContain('someone')
    if (!chosen.ok || !chosen.value) throw new Error('nothing chosen')
    expect(chosen.value).toMatchObject({ name: 'photos.json', bytes: 12 })
    expect(await handlers['imports.start']({ handle: chosen.value.handle, ...asked })).toEqual(granted({ jobId: 'j' }))
    expect(imported).toEqual([{ file, ...asked }])
  })

  it('cannot be named by a path or a guess, and is forgotten after 12 hours', async () => {
    const { handlers, pass } = open({ duties })
    for (const handle of ['/etc/passwd', '', '1', 'undefined', '__proto__']) {
      expect(await handlers['imports.start']({ handle, ...asked })).toMatchObject({ refusal: { code: 'file_gone' } })
    }
    const chosen = await handlers['imports.chooseFile']({})
    if (!chosen.ok || !chosen.value) throw new Error('nothing chosen')
    pass(12 * 3_600_000)
    expect(await handlers['imports.start']({ handle: chosen.value.handle, ...asked })).toMatchObject({ ok: false })
  })

  it('is looked at by its handle alone', async () => {
    const looked: unknown[] = []
    const previewFile = async (...asked: unknown[]) => {
      looked.push(asked)
      return refused('preview_empty', 'Nothing.')
    }
    const { handlers } = open({ previews: { previewFile } })
    const chosen = await handlers['imports.chooseFile']({})
    if (!chosen.ok || !chosen.value) throw new Error('nothing chosen')
    const { handle } = chosen.value
    const preview = handlers['imports.preview']
    expect(await preview({ handle: file.path, choice: {} })).toMatchObject({ refusal: { code: 'file_gone' } })
    expect(await preview({ handle, choice: { recordsPath: 'a.b' } })).toMatchObject({
      refusal: { code: 'preview_empty' },
    })
    expect(looked).toEqual([[file.path, { recordsPath: 'a.b' }]])
  })

  it('is null when the dialog was closed', async () => {
    const { handlers } = open({ dialogs: { chooseFile: async () => null } })
    expect(await handlers['imports.chooseFile']({})).toEqual(granted(null))
  })
})

describe('a command of the queue', () => {
  it('answers null for a job that is not there', async () => {
    const { handlers } = open({ core: { get: async () => undefined } })
    expect(await handlers['jobs.get']({ id: 'gone' })).toEqual(granted(null))
  })

  it('passes a refusal on and says only "done" of a success', async () => {
    const refusal = refused('job_not_found', 'No such job.')
    const answers = [granted({ cancelled: 1 }), refusal]
    const { handlers } = open({ core: { cancel: async () => answers.shift() } })
    expect(await handlers['jobs.cancel']({ id: 'a' })).toEqual(granted({}))
    expect(await handlers['jobs.cancel']({ id: 'b' })).toEqual(refusal)
  })
})

describe('the handles of chosen files', () => {
  it('are at most 100, the oldest given up first', () => {
    const files = createFileHandles(() => 0)
    const handles = Array.from({ length: 101 }, () => files.keep(file))
    expect(files.fileOf(handles[0]!)).toBeUndefined()
    expect(files.fileOf(handles[1]!)).toEqual(file)
    expect(files.fileOf(handles[100]!)).toEqual(file)
    expect(new Set(handles).size).toBe(101)
  })
})
