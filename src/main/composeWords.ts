// The app's words in the language of now: made once per language, for tray, notifications, menus and dialogs alike.
import { type Language, languageFor } from '@shared/i18n/catalogue'
import { createText, type Text } from '@shared/i18n/text'
import type { Preferences } from '@shared/preferences'
import type { Wording } from '@shared/statusLine'

export interface Words {
  language(): Language
  text(): Text
  /** Now, with the sources' names as last told. */
  wording(): Wording
  nameSources(sources: readonly { id: string; name: string }[]): void
}

export function createWords(preferences: () => Preferences, locale: () => string): Words {
  const texts = new Map<Language, Text>()
  let names: ReadonlyMap<string, string> = new Map()
  const language = (): Language => languageFor(preferences().language, locale())
  function text(): Text {
    const wanted = language()
    const made = texts.get(wanted) ?? createText(wanted)
    texts.set(wanted, made)
    return made
  }
  return {
    language,
    text,
    wording: () => ({ text: text(), language: language(), nowMs: Date.now(), sourceName: (id) => names.get(id) }),
    nameSources: (sources) => {
      names = new Map(sources.map(({ id, name }) => [id, name]))
    },
  }
}
