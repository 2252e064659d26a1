// Asks for the download of a file into a folder the user chose. What they asked of the computer for it (power, network) is the job's own; it
// runs over nothing. The worker does the fetching.
import type { Core } from '@shared/core'
import type { DownloadRequest } from '@shared/downloads'
import { granted, type Reply, refused } from '@shared/errors'
import { safeFileName } from '@shared/fileNames'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import { checkedAddress } from './sourceAddress'

/** The job's id and the file's name. The same file into the same folder, while it is being fetched, is refused. */
export async function startDownload(
  core: Core,
  folder: string,
  { url, name, sha256, onlyCharging, onlyUnmetered }: Omit<DownloadRequest, 'folder'>,
): Promise<Reply<{ jobId: string; name: string }>> {
  const address = checkedAddress(url)
  if (!address.ok) return address
  const stored = name === '' ? fileNameOf(url) : safeFileName(name)
  const constraints: ConstraintChoices = {
    ...(onlyCharging ? { charging: true } : {}),
    ...(onlyUnmetered ? { network: 'unmetered' } : {}),
  }
  const input = { url, folder, name: stored, sha256: sha256 === '' ? null : sha256 }
  const enqueued = await core.enqueueUnique(`download:${folder}:${stored.toLowerCase()}`, 'keep', [
    { kind: 'file.fetch', input, label: stored, constraints },
  ])
  if (!enqueued.ok) return enqueued
  const jobId = enqueued.value.ids[0]
  if (!jobId || enqueued.value.kept)
    return refused('download_running', 'A file of this name is being fetched into this folder.', { name: stored })
  return granted({ jobId, name: stored })
}

/** The last part of an address's path, as a plain name. */
export function fileNameOf(url: string): string {
  const last =
    URL.parse(url)
      ?.pathname.split('/')
      .findLast((part) => part !== '') ?? ''
  try {
    return safeFileName(decodeURIComponent(last))
  } catch {
    return safeFileName(last)
  }
}
