// Reads from docs/requirements.md which ids it calls proved one by one: each must be in the title of a test, and a planted defect must make a
// test by that name fail.

/** Every id of the section, with those that a range leaves unsaid. */
export function provedIds(page: string): string[] {
  const section = page.split('\n## ').find((part) => part.startsWith('Proved one by one')) ?? ''
  const items = section.split('\n').filter((line) => line.startsWith('- '))
  const found = items.join('\n').matchAll(/\b([A-Z]+-?)(\d+)(?: to \1(\d+))?/g)
  return [...found].flatMap(([, kind = '', from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, place) => `${kind}${Number(from) + place}`),
  )
}
