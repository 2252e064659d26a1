// How the user's answer to held deletions (D29) is kept: a flag of the source. It counts for as many rows as the user was told of; more
// are asked about anew. Who holds them: worker/pull. Who asks: the pages.
import type { Core } from '@shared/core'
import type { ResolvedSource } from '@shared/workerMessages'

export function deletesFlag(sourceId: string): string {
  return `deletes:${sourceId}`
}

/** `upToRows`: the number the user was shown. */
export async function answerDeletes(
  core: Pick<Core, 'setFlag'>,
  sourceId: string,
  answer: 'delete' | 'keep',
  upToRows: number,
): Promise<void> {
  await core.setFlag(deletesFlag(sourceId), `${answer}:${upToRows}`)
}

/** What was pulled, and so what was asked, is something else now. */
export async function forgetAnswer(core: Pick<Core, 'setFlag'>, sourceId: string): Promise<void> {
  await core.setFlag(deletesFlag(sourceId), '')
}

/** null: no answer, or nothing that can be read as one. */
export function deletesAnswerOf(flag: string | undefined): ResolvedSource['deletesAnswer'] {
  const [, answer, rows] = /^(delete|keep):(\d{1,15})$/.exec(flag ?? '') ?? []
  if ((answer !== 'delete' && answer !== 'keep') || rows === undefined) return null
  return { answer, upToRows: Number(rows) }
}
