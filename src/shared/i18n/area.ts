// One area of the catalogue: English and Korean side by side, so that the compiler sees a missing sentence.

/** Korean has no singular form: `_one` keys stand in English only. */
type Korean<E> = {
  [K in keyof E as K extends `${string}_one` ? never : K]: E[K] extends string ? string : Korean<E[K]>
}

export function area<const E extends Record<string, unknown>>(en: E, ko: Korean<E>): { en: E; ko: Korean<E> } {
  return { en, ko }
}
