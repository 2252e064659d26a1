// A planted defect: one small wrong turn in one file of the product, and the tests that must see it. Planting is replacing a text that
// occurs exactly once, so that a defect whose place has changed is noticed rather than quietly left out.

export interface Defect {
  id: string
  /** What it breaks, in a few words, with the ids of the rules. */
  what: string
  /** Of each of these ids a test must fail that has it in its title; without, any test of the files. */
  ids?: readonly string[]
  /** Relative to the project. */
  file: string
  from: string
  to: string
  /** Test files, relative to the project. */
  tests: readonly string[]
}

/** Finds ids in the title of a test, and not the beginning of longer ones. */
export function titlePattern(ids: readonly string[]): string {
  return `(?<![\\w-])(?:${ids.join('|')})(?![\\w-])`
}

/** The file's text with the defect in it. @throws when the place is not there, or is there more than once */
export function planted(text: string, { id, file, from, to }: Defect): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${id}: ${file} has its place ${parts.length - 1} times`)
  return parts.join(to)
}
