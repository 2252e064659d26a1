// A source as tests need one: everything set, and only what a test is about said there.
import type { Source } from '@shared/sources'

export function aSource(parts: Partial<Source> = {}): Source {
  return {
    id: 's',
    name: 'Matches',
    servedBy: 'url',
    url: 'https://example.org/matches',
    recordsPath: 'data.items',
    keyField: 'id',
    paginator: { type: 'link' },
    auth: 'none',
    everyMs: null,
    constraints: {},
    table: 'matches',
    enabled: true,
    createdAt: Date.UTC(2026, 0, 1),
    lastSuccessAt: null,
    ...parts,
  }
}
