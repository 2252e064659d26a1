// Looks at a chosen file: once for what is in it, and again for each list that is chosen or written by hand.
import type { ChosenFile } from '@shared/ipc/commands'
import { useEffect, useState } from 'react'
import { useAnswer } from '../client'
import type { ImportFields, Look } from './importChoice'

/** A path that is being typed is looked up when it has rested. */
const REST_MS = 400

export function useLook({ handle }: ChosenFile, { path, typesPath }: ImportFields): Look & { isLooking: boolean } {
  const rested = useRested(path)
  const asked = typesPath ? rested : path
  const first = useAnswer('imports.preview', { handle, recordsPath: null })
  const chosen = useAnswer('imports.preview', { handle, recordsPath: asked }, { enabled: asked !== null })
  const now = asked === null ? first : chosen
  const isLooking = now.isPending || asked !== path
  return { found: first.data ?? null, shown: isLooking ? null : (now.data ?? null), error: now.error, isLooking }
}

function useRested<V>(value: V): V {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
