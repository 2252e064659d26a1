// The rules of the house over what sourceScan.ts found: each returns what is wrong, in words, or nothing.
// The table they go by is layers.ts.
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { ENTRIES, KNOWN_ONLY_BY, layerOf, layers, TEST_PACKAGES } from './layers'
import type { ImportFact, SourceFacts } from './sourceScan'

export const MAX_LINES = 300

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('testing/')
const isAsset = (from: string): boolean => /\.(?:css|svg|png|json|woff2)(?:\?\w+)?$/.test(from)

/** Rules about what a file of src imports. */
export function importFindings(facts: SourceFacts): string[] {
  const name = layerOf(facts.path)
  if (name === undefined) return [`${facts.path} is in no layer`]
  return facts.imports.flatMap((fact) => [
    ...layerFindings(facts.path, name, fact),
    ...knownOnlyFindings(facts.path, fact),
  ])
}

function layerFindings(path: string, name: string, fact: ImportFact): string[] {
  const layer = layers[name]
  if (layer === undefined) return [`${path} is in a layer without a line: ${name}`]
  const target = targetOf(path, fact.from)
  if (target === undefined) return packageFindings(path, name, fact.from)
  const other = layerOf(target)
  if (other === undefined) return [`${path} imports ${fact.from}, which is in no layer`]
  const isAllowed =
    other === name || layer.layers === 'all' || layer.layers.includes(other) || (isTest(path) && other === 'testing')
  return isAllowed ? [] : [`${path} (${name}) imports ${fact.from} (${other})`]
}

function packageFindings(path: string, name: string, from: string): string[] {
  const layer = layers[name]
  const isNode = from.startsWith('node:') || builtinModules.includes(from)
  if (isNode) return layer?.node || isTest(path) ? [] : [`${path} (${name}) imports Node's ${from}`]
  const parts = from.split('/')
  const base = from.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? from)
  const isAllowed = layer?.packages.includes(base) || (isTest(path) && TEST_PACKAGES.includes(base))
  return isAllowed ? [] : [`${path} (${name}) imports the package ${from}`]
}

function knownOnlyFindings(path: string, fact: ImportFact): string[] {
  if (fact.isTypeOnly || isTest(path)) return []
  return KNOWN_ONLY_BY.filter((rule) => {
    const isMeant =
      rule.from === fact.from && (rule.name === undefined || fact.names.some((one) => one === rule.name || one === '*'))
    return isMeant && !rule.files.test(path)
  }).map((rule) => `${path} imports ${rule.name ?? rule.from}, which only ${rule.files.source} may know`)
}

/** Rules about how a file of src is written. */
export function styleFindings(facts: SourceFacts): string[] {
  const isEntry = ENTRIES.includes(facts.path) || /^renderer\/[^/]+\.tsx$/.test(facts.path)
  const isAllowed = (trait: string): boolean =>
    trait === 'new BrowserWindow' ||
    (trait === 'something happens at import' && (isEntry || isTest(facts.path))) ||
    (trait === 'module-level mutable state' && isTest(facts.path))
  const findings = facts.traits.filter((trait) => !isAllowed(trait))
  const base = posix.basename(facts.path)
  if (/^index\.tsx?$/.test(base) && !isEntry) findings.push('an index file that is no process entry')
  return findings.map((finding) => `${facts.path}: ${finding}`)
}

/** Rules about any source file: length, name, and the opening comment that says what it decides. */
export function fileFindings(facts: SourceFacts): string[] {
  const findings: string[] = []
  const stem = posix.basename(facts.path).replace(/(?:\.test|\.spec)?\.\w+$/, '')
  if (/^(?:utils?|helpers?|types|common|manager|service|constants|misc)$/i.test(stem))
    findings.push('a name that hides what is inside')
  if (facts.lines > MAX_LINES) findings.push(`${facts.lines} lines, and ${MAX_LINES} is the most`)
  if (!facts.opensWithComment) findings.push('does not open with what it decides')
  return findings.map((finding) => `${facts.path}: ${finding}`)
}

/** The imported file relative to src (.tsx counts as .ts: only its place matters), or undefined where it is a package. */
function targetOf(path: string, from: string): string | undefined {
  if (from.startsWith('@shared/')) return `shared/${from.slice('@shared/'.length)}.ts`
  if (!from.startsWith('.')) return undefined
  const target = posix.join(posix.dirname(path), from)
  return isAsset(target) ? target : `${target}.ts`
}
