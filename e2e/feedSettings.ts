// The settings of a source that pulls a test's own feed.
import type { SourceSettings } from '@shared/sources'

export function feedSettings(url: string, changes: Partial<SourceSettings> = {}): SourceSettings {
  return {
    name: 'Records',
    url,
    recordsPath: '',
    keyField: 'id',
    paginator: { type: 'link' },
    auth: 'none',
    everyMs: null,
    constraints: {},
    ...changes,
  }
}
