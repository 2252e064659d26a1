// Decides under which name a file may be stored that a person or an address named: one plain name that every system takes (S44).
const LONGEST = 120
const FALLBACK = 'download'
/** Names that Windows keeps for devices, with or without an extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** A single name: no folders, no control or reserved characters, no dot or blank at either end, at most 120 characters. */
export function safeFileName(wanted: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = wanted.normalize('NFC').replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]/g, '_')
  const trimmed = plain.replaceAll(/^[\s.]+|[\s.]+$/g, '')
  const dot = trimmed.lastIndexOf('.')
  const extension = dot > 0 && trimmed.length - dot <= 16 ? trimmed.slice(dot) : ''
  const stem = trimmed.slice(0, trimmed.length - extension.length).slice(0, LONGEST - extension.length)
  // A cut may have halved a character of two units.
  const short = stem.replace(/[\ud800-\udbff]$/, '')
  const name = `${short}${extension}`
  if (name === '' || /^_+$/.test(name)) return FALLBACK
  return DEVICES.test(name) ? `_${name}` : name
}
