// The whole catalogue, by area. An area is one file in areas/ with both languages; a new one is a file and a line here.
import { browsing } from './areas/browsing'
import { data } from './areas/data'
import { destinations } from './areas/destinations'
import { downloading } from './areas/downloading'
import { duties } from './areas/duties'
import { held } from './areas/held'
import { history } from './areas/history'
import { importing } from './areas/importing'
import { jobs } from './areas/jobs'
import { kindTitles } from './areas/kinds'
import { notices } from './areas/notices'
import { notifications } from './areas/notifications'
import { outbox } from './areas/outbox'
import { overview } from './areas/overview'
import { preferences } from './areas/preferences'
import { pulling } from './areas/pulling'
import { reasons } from './areas/reasons'
import { refusals } from './areas/refusals'
import { runErrors } from './areas/runErrors'
import { sources } from './areas/sources'
import { sourceTest } from './areas/sourceTest'
import { tray } from './areas/tray'
import { words } from './areas/words'

const areas = {
  words,
  reasons,
  kinds: kindTitles,
  tray,
  notices,
  notifications,
  refusals,
  runErrors,
  overview,
  jobs,
  outbox,
  destinations,
  history,
  data,
  browsing,
  held,
  downloading,
  importing,
  duties,
  sources,
  sourceTest,
  pulling,
  preferences,
}

type Areas = typeof areas
export type English = { [A in keyof Areas]: Areas[A]['en'] }

export const languages = ['en', 'ko'] as const
export type Language = (typeof languages)[number]

function languageOf(language: Language): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.entries(areas).map(([name, both]) => [name, both[language]]))
}

/** For i18next: namespaces are areas. */
export const catalogue = { en: languageOf('en'), ko: languageOf('ko') }

/** The system's locale, or the user's choice, as a language we have. */
export function languageFor(choice: 'system' | Language, locale: string): Language {
  if (choice !== 'system') return choice
  return locale.toLowerCase().startsWith('ko') ? 'ko' : 'en'
}
