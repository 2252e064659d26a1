// Where pulls come from: the shape of a source, and the built-in templates. Where pushes go: destinations.ts.
// Rows: main/store/sourceStore.ts. Tokens are never part of these: main/secrets.
import { z } from 'zod'
import { constraintChoicesSchema } from './jobs/constraints'
import { SHORTEST_INTERVAL_MS } from './preferences'
import { pullSettingsOf, pullSettingsSchema } from './pullSettings'
import { HOUR_MS } from './time'

export const paginatorSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('single') }),
  /** `Link` header with rel="next". */
  z.object({ type: z.literal('link') }),
])
export type Paginator = z.infer<typeof paginatorSchema>

/** What a person sets about a source. */
export const sourceSettingsSchema = z
  .object({
    name: z.string().trim().min(1).max(100),
    url: z.string().trim().max(2_000),
    /** Path of property names to the array of records, dot-separated; '' when the body is the array. */
    recordsPath: z.string().trim().max(500),
    /** Path, within a record, of the property that identifies it: 'id', 'properties.code'. */
    keyField: z.string().trim().min(1).max(200),
    paginator: paginatorSchema,
    auth: z.enum(['none', 'bearer']),
    /** null: the app-wide interval. */
    everyMs: z
      .number()
      .int()
      .min(SHORTEST_INTERVAL_MS)
      .max(168 * HOUR_MS)
      .nullable(),
    constraints: constraintChoicesSchema,
    /** How it is pulled beyond GET; missing: every default (pullSettingsOf). Given, it replaces what was set before. */
    pull: pullSettingsSchema.optional(),
  })
  .strict()
export type SourceSettings = z.infer<typeof sourceSettingsSchema>

export const sourceOrigins = ['url', 'sample'] as const

export interface Source extends SourceSettings {
  id: string
  /** `sample`: served by the app itself; its URL is supplied at attempt time (D33). */
  servedBy: (typeof sourceOrigins)[number]
  /** Table of library.db; fixed when the source is made. */
  table: string
  enabled: boolean
  createdAt: number
  lastSuccessAt: number | null
}

/** A source as the views get it. */
export interface SourceView extends Source {
  /** null when `auth` is none. */
  signedIn: boolean | null
  /** The periodic sync's job id. */
  jobId: string | null
  /** To deletions that are held (D29), until they were carried out; it counts for so many rows. null: none, or none was asked for. */
  deletesAnswer: { answer: 'delete' | 'keep'; upToRows: number } | null
}

/** Whether a URL's hostname is this computer: then no network is needed to reach it. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

export interface SourceTemplate {
  id: 'usgs' | 'github_issues' | 'football_data'
  settings: SourceSettings
  /** Placeholders in the URL that the person fills: `{owner}`. */
  placeholders: string[]
}

/** From the published documentation of each API; see docs/sources.md. The first two need no key. */
export const sourceTemplates: readonly SourceTemplate[] = [
  {
    id: 'usgs',
    placeholders: [],
    settings: {
      name: 'Earthquakes (USGS)',
      url: 'https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/all_day.geojson',
      recordsPath: 'features',
      keyField: 'id',
      paginator: { type: 'single' },
      auth: 'none',
      everyMs: null,
      constraints: {},
    },
  },
  {
    id: 'github_issues',
    placeholders: ['owner', 'repository'],
    settings: {
      name: 'GitHub issues',
      url: 'https://api.github.com/repos/{owner}/{repository}/issues?state=all&per_page=100',
      recordsPath: '',
      keyField: 'id',
      paginator: { type: 'link' },
      auth: 'none',
      everyMs: null,
      constraints: {},
    },
  },
  {
    id: 'football_data',
    placeholders: [],
    settings: {
      name: 'Football matches (football-data.org)',
      url: 'https://api.football-data.org/v4/matches',
      recordsPath: 'matches',
      keyField: 'id',
      paginator: { type: 'single' },
      auth: 'bearer',
      everyMs: null,
      constraints: {},
      pull: pullSettingsOf({ tokenAs: { type: 'header', name: 'X-Auth-Token' } }),
    },
  },
]
