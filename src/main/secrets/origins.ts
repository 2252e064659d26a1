// What a token is bound to: the origin (scheme, host, port) of a URL, as the URL standard writes it (S27).

/** null: not an http(s) URL, or one that carries a user or password. */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, origin, username, password } = new URL(url)
  const isWeb = protocol === 'https:' || protocol === 'http:'
  return isWeb && !username && !password ? origin : null
}

/** Whether both are the same origin. Two URLs without one never are. */
export function isSameOrigin(one: string, other: string): boolean {
  const origin = originOf(one)
  return origin !== null && origin === originOf(other)
}
