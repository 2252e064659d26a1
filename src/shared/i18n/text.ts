// Makes sentences from the catalogue. The same in main (tray, notifications) and in the pages; formats follow the language.
import { createInstance, type i18n } from 'i18next'
import { catalogue, type English, type Language } from './catalogue'

type Leaf<T, Prefix extends string> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaf<T[K], `${Prefix}${K}.`>
}[keyof T & string]
type Plain<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? K | Base : K

/** 'area:key', checked by the compiler. */
export type TextKey = { [A in keyof English & string]: `${A}:${Plain<Leaf<English[A], ''>>}` }[keyof English & string]
export type TextValues = Record<string, string | number>
export type Text = (key: TextKey, values?: TextValues) => string

/** An i18next instance over the catalogue, ready at once (nothing is loaded). React gets it through its provider. */
export function createI18n(language: Language): i18n {
  const instance = createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    resources: catalogue,
    ns: Object.keys(catalogue.en),
    defaultNS: 'words',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    keySeparator: false,
  })
  return instance
}

export function createText(language: Language): Text {
  const instance = createI18n(language)
  return (key, values) => instance.t(key, values ?? {})
}
