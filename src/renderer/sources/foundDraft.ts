// What a test found, put into what is being written: only where nothing was written yet; what differs from it is offered. Pure.
import type { ColumnType } from '@shared/imports'
import type { AnsweredTest, FoundChanges, FoundList, FoundPages, TestedSettings } from '@shared/sourceTest'
import { type PagesChoice, pullDraftOf } from './pullDraft'
import { pagesChoiceOf, type SourceDraft, settingsOf } from './sourceDraft'

/** Only of a draft whose request has no errors. */
export function testedOf(draft: SourceDraft): TestedSettings {
  // A name and a key are of no request, and may not be written yet.
  const { url, recordsPath, paginator, auth, pull } = settingsOf({ ...draft, name: '-', keyField: '-' })
  return { url, recordsPath, paginator, auth, ...(pull === undefined ? {} : { pull }) }
}

/** Changes with whatever makes an earlier answer one to another request. How pages go on and where the list is may be corrected. */
export function requestMark({ url, filled, auth, pull }: SourceDraft): string {
  const { method, body, headers, query, tokenAs, tokenHeader } = pull
  return JSON.stringify([url, filled, auth, method, body, headers, query, tokenAs, tokenHeader])
}

/** The list that is written, if the answer has it. */
export function foundList(draft: SourceDraft, test: AnsweredTest): FoundList | null {
  return test.lists.find(({ path }) => path === draft.recordsPath.trim()) ?? null
}

export function adopted(draft: SourceDraft, test: AnsweredTest): SourceDraft {
  const likeliest = test.lists[0]
  const isThere = foundList(draft, test) !== null
  const path = !isThere && draft.recordsPath.trim() === '' && likeliest ? likeliest.path : draft.recordsPath
  const withList = withFoundKey({ ...draft, recordsPath: path }, test)
  if (pagesChoiceOf(draft) !== 'single' || test.pages.at === null) return withList
  return { ...withList, ...withFoundPages(withList, test.pages) }
}

/** Its likeliest key, where none is written. */
function withFoundKey(draft: SourceDraft, test: AnsweredTest): SourceDraft {
  if (draft.keyField.trim() !== '') return draft
  return { ...draft, keyField: foundList(draft, test)?.survey.keys[0] ?? '' }
}

/** Another list has other fields, and so another key and other types. */
export function withFoundList(draft: SourceDraft, test: AnsweredTest, path: string): SourceDraft {
  return withFoundKey({ ...draft, recordsPath: path, keyField: '', pull: { ...draft.pull, types: {} } }, test)
}

/** undefined: its values are stored as they come. */
export function withType(draft: SourceDraft, field: string, type: ColumnType | undefined): Pick<SourceDraft, 'pull'> {
  const others = Object.entries(draft.pull.types).filter(([name]) => name !== field)
  const types = Object.fromEntries(type === undefined ? others : [...others, [field, type]])
  return { pull: { ...draft.pull, types } }
}

/** Whether values would be stored as another type than they are by now. `before`: what was chosen by then; null: nothing is stored yet. */
export function typesDiffer(draft: SourceDraft, before: Readonly<Record<string, ColumnType>> | null): boolean {
  if (before === null) return false
  const { types } = draft.pull
  return [...new Set([...Object.keys(before), ...Object.keys(types)])].some(
    (field) => typeOf(before, field) !== typeOf(types, field),
  )
}

/** Own names only: a field may be called `constructor`. */
export function typeOf(types: Readonly<Record<string, ColumnType>>, field: string): ColumnType | undefined {
  return Object.hasOwn(types, field) ? types[field] : undefined
}

export function foundChoice({ pages, paginator }: FoundPages): PagesChoice {
  return pages?.type ?? paginator.type
}

export function withFoundPages(draft: SourceDraft, found: FoundPages): Pick<SourceDraft, 'paginator' | 'pull'> {
  const { pages, paging } = pullDraftOf({ pages: found.pages })
  return { paginator: found.paginator, pull: { ...draft.pull, pages, paging } }
}

/** The parameter that asks for later ones is nobody's to guess. */
export function withFoundChanges(draft: SourceDraft, { field, compare }: FoundChanges): Pick<SourceDraft, 'pull'> {
  const incremental = { ...draft.pull.incremental, field, compare }
  return { pull: { ...draft.pull, isIncremental: true, incremental } }
}
