// What a page is shown of files and values: over compute processes that are in the test's imagination.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ComputeCall } from '@shared/computeMessages'
import { granted, refused } from '@shared/errors'
import { describe, expect, it } from 'vitest'
import { openCompute } from '../../testing/fakesCompute'
import { createPreviewDuties } from './previewDuties'

const request = { file: 'library', table: 't', cursor: '1', column: 'a' } as const

function open(text = '', isCut = false) {
  const compute = openCompute()
  const previews = createPreviewDuties({
    compute: compute.compute,
    computeShared: compute.compute,
    cell: async () => granted({ text, isCut }),
    importsOf: async () => granted([]),
    aside: async () => granted(null),
  })
  return { previews, compute }
}

describe('the preview of a file', () => {
  it('is what was computed, or a refusal with its code and values', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lull-previews-'))
    const { previews, compute } = open()
    try {
      const path = join(folder, 'x.json')
      writeFileSync(path, '[{"id":1}]')
      expect(await previews.previewFile(path, {})).toMatchObject({ ok: true, value: { keys: ['id'] } })
      writeFileSync(path, '[{"id":1]')
      const problem = { code: 'preview_not_json', data: { line: 1, column: 9 } }
      expect(await previews.previewFile(path, {})).toMatchObject({ ok: false, refusal: problem })
    } finally {
      await compute.stop()
      rmSync(folder, { recursive: true })
    }
  })

  it('is called off when the same file is looked at anew, and only then', async () => {
    const signals = new Map<string, boolean[]>()
    const compute = (async (_kind, input, limits) => {
      const { path, choice } = input as { path: string; choice: { recordsPath?: string } }
      await new Promise((resolve) => setImmediate(resolve))
      signals.set(path, [...(signals.get(path) ?? []), limits?.signal?.aborted ?? false])
      return { ok: true, output: choice }
    }) as ComputeCall
    const { previewFile } = createPreviewDuties({
      compute,
      computeShared: compute,
      cell: async () => refused('x', 'x'),
      importsOf: async () => granted([]),
      aside: async () => granted(null),
    })
    await Promise.all([previewFile('/a', {}), previewFile('/a', { recordsPath: 'items' }), previewFile('/b', {})])
    await previewFile('/a', {})
    expect(signals).toEqual(
      new Map([
        ['/a', [true, false, false]],
        ['/b', [false]],
      ]),
    )
  })
})

describe('the whole of a value', () => {
  it.each<[name: string, text: string, isCut: boolean, shown: object]>([
    ['JSON set out over lines', '{"a":[1]}', false, { text: '{\n  "a": [\n    1\n  ]\n}', isJson: true, isCut: false }],
    ['other text as it is', 'plain', false, { text: 'plain', isJson: false, isCut: false }],
    ['what only looks like JSON as it is', '[not json', false, { text: '[not json', isJson: false, isCut: false }],
    ['the beginning of JSON as it is', '[1,2,', true, { text: '[1,2,', isJson: false, isCut: true }],
    ['no more than can be read', 'x'.repeat(200_001), false, { text: 'x'.repeat(200_000), isJson: false, isCut: true }],
  ])('is %s', async (_name, text, isCut, shown) => {
    const { previews, compute } = open(text, isCut)
    expect(await previews.wholeValue(request)).toEqual(granted(shown))
    await compute.stop()
  })

  it('is cut where it is set out over too many lines', async () => {
    const { previews, compute } = open(JSON.stringify(Array.from({ length: 90_000 }, () => 1)))
    const reply = await previews.wholeValue(request)
    if (!reply.ok) throw new Error(reply.refusal.code)
    expect(reply.value).toMatchObject({ isJson: true, isCut: true })
    expect(reply.value.text).toHaveLength(200_000)
    await compute.stop()
  })

  it('is refused as the reader refuses it', async () => {
    const refusal = refused('unknown_table', 'No such value.')
    const compute = (async () => refusal) as never
    const { wholeValue } = createPreviewDuties({
      compute,
      computeShared: compute,
      cell: async () => refusal,
      importsOf: async () => refusal,
      aside: async () => refusal,
    })
    expect(await wholeValue(request)).toEqual(refusal)
  })
})
