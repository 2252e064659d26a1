// Asking for a download: under which name, on what conditions, and what is refused before anything is stored.
import type { Core } from '@shared/core'
import { granted } from '@shared/errors'
import type { JobRequest } from '@shared/jobs/job'
import { describe, expect, it } from 'vitest'
import { fileNameOf, startDownload } from './downloadDuties'

const asked = { url: 'https://example.com/a/big.zip', name: '', sha256: '', onlyCharging: false, onlyUnmetered: false }

function queue(kept?: true): { core: Core; requests: { name: string; request: JobRequest | undefined }[] } {
  const requests: { name: string; request: JobRequest | undefined }[] = []
  const core: Pick<Core, 'enqueueUnique'> = {
    enqueueUnique: (name, _policy, all) => {
      requests.push({ name, request: all[0] })
      return Promise.resolve(granted({ ids: ['job'], ...(kept ? { kept } : {}) }))
    },
  }
  return { core: core as Core, requests }
}

describe('a download that is asked for', () => {
  it('waits for its network, and only for what was asked of the computer', async () => {
    const { core, requests } = queue()
    await startDownload(core, '/home/me', asked)
    await startDownload(core, '/home/me', { ...asked, onlyCharging: true, onlyUnmetered: true })
    expect(requests.map(({ request }) => request?.constraints)).toEqual([{}, { charging: true, network: 'unmetered' }])
    expect(requests[0]?.request?.input).toEqual({ url: asked.url, folder: '/home/me', name: 'big.zip', sha256: null })
  })

  it('S44 is stored under a plain name, whatever was typed', async () => {
    const { core } = queue()
    const reply = await startDownload(core, '/home/me', { ...asked, name: '../.bashrc' })
    expect(reply).toEqual(granted({ jobId: 'job', name: '_.bashrc' }))
  })

  it('is refused while the same one is being fetched', async () => {
    expect(await startDownload(queue(true).core, '/home/me', asked)).toMatchObject({
      refusal: { code: 'download_running', data: { name: 'big.zip' } },
    })
  })

  it.each([
    ['url_scheme', 'file:///etc/passwd'],
    ['url_invalid', 'nowhere'],
    ['url_has_password', 'https://me:secret@example.com/a'],
  ])('S35 is refused as %s', async (code, url) => {
    const { core, requests } = queue()
    expect(await startDownload(core, '/home/me', { ...asked, url })).toMatchObject({ refusal: { code } })
    expect(requests).toEqual([])
  })

  it.each([
    ['https://example.com/a/big%20file.zip?x=1#y', 'big file.zip'],
    ['https://example.com/a/%2e%2e%2fevil', '_evil'],
    ['https://example.com/a/%zz', '%zz'],
    ['https://example.com/', 'download'],
  ])('has its name from its address: %s', (url, name) => expect(fileNameOf(url)).toBe(name))
})
