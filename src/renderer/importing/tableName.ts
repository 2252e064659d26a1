// The table name offered for a file: its name without what follows the first dot. Pure.

/** 'photos-2026.json.gz' → 'photos-2026'. Never empty, at most 200 characters. */
export function tableNameFor(fileName: string): string {
  const base = fileName.replace(/^\.+/, '').split('.')[0]?.trim() ?? ''
  return (base || 'import').slice(0, 200)
}
