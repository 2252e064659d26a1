// temporary
export function createSystemVault(_d: string, _l: unknown) {
  const m = new Map<string, string>()
  return {
    store: 'memory' as const,
    put: (s: string, o: string, t: string) => void m.set(s + o, t),
    get: (s: string, o: string) => m.get(s + o) ?? null,
    has: (s: string) => [...m.keys()].some((k) => k.startsWith(s)),
    forget: (s: string) => {
      for (const k of m.keys()) if (k.startsWith(s)) m.delete(k)
    },
  }
}
