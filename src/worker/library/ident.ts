// Decides how a name that came from data becomes an SQL identifier: which names are kept, what the others become, and how every
// one of them is quoted (S40, D30, F172, F173). Nothing else in the worker may put a name into SQL.

const LONGEST_NAME = 100
/** SQLite gives the first three a meaning of their own (F173), JavaScript the fourth (F171); the others are this app's. */
const TAKEN_NAMES = new Set([
  'rowid',
  'oid',
  '_rowid_',
  '__proto__',
  '_key',
  '_raw',
  '_nulls',
  '_seen_at',
  '_changed_at',
  '_deleted_at',
])
/** Columns that later versions may add to every table. */
const KEPT_PREFIX = '_lull'

/** A quoted identifier. Throws for what no table of ours can be called: empty, too long, or with control characters. */
export function ident(name: string): string {
  if (!isPlain(name)) throw new Error('not usable as an SQL identifier')
  return `"${name.replaceAll('"', '""')}"`
}

/** The quoted name of a table of data. Throws for names kept for the file's own tables. */
export function tableIdent(name: string): string {
  const folded = foldName(name)
  if (folded.startsWith('_') || folded.startsWith('sqlite_')) throw new Error('a name kept for inner tables')
  return ident(name)
}

/** Two names with the same fold would be taken for one another by SQLite or by a reader: NFC, case-folded. */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/**
 * The column for a property (D30): its real name when that is valid and free, else a cleaned name with the first free suffix.
 * `taken` holds folded names; the caller adds the fold of what it gets.
 */
export function columnNameFor(property: string, taken: ReadonlySet<string>): string {
  const normal = property.toWellFormed().normalize('NFC')
  const isValid = isValidColumn(normal) && !foldName(normal).startsWith(KEPT_PREFIX)
  if (isValid && isFree(normal, taken)) return normal
  const name = isValid ? normal : cleaned(normal)
  for (let suffix = 2; ; suffix++) {
    const candidate = `${name}_${suffix}`
    if (isFree(candidate, taken)) return candidate
  }
}

function isFree(name: string, taken: ReadonlySet<string>): boolean {
  const folded = foldName(name)
  return !taken.has(folded) && !TAKEN_NAMES.has(folded)
}

/** Letters of any script, digits, and the few signs that property names really use. */
function isValidColumn(name: string): boolean {
  return (
    name.length <= LONGEST_NAME && /^[\p{L}\p{N}_@$][\p{L}\p{M}\p{N}_ .:@$#/-]*$/u.test(name) && name.trim() === name
  )
}

function cleaned(name: string): string {
  const kept = name
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replaceAll(/^[_\p{M}]+|_+$/gu, '')
    .slice(0, LONGEST_NAME - 10)
    .toWellFormed()
    .replaceAll('\uFFFD', '')
  return kept === '' ? 'column' : kept
}

function isPlain(name: string): boolean {
  return name.length > 0 && name.length <= 200 && name.isWellFormed() && !/\p{Cc}/u.test(name)
}
