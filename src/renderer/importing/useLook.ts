// Looks at a chosen file: once for what is in it, and again for each way to read it that is chosen or written by hand.
import type { ReadingChoice } from '@shared/imports'
import type { ChosenFile } from '@shared/ipc/answers'
import { useEffect, useState } from 'react'
import { useAnswer } from '../client'
import type { ImportFields, Look } from './importChoice'

/** A path that is being typed is looked up when it has rested. */
const REST_MS = 400

export function useLook({ handle }: ChosenFile, { choice, typesPath }: ImportFields): Look & { isLooking: boolean } {
  // Whether it may unpack to much changes nothing of what is seen.
  const { mayBeHuge: _mayBeHuge, ...asked } = choice
  const rested = useRested(asked.recordsPath)
  const path = typesPath ? rested : asked.recordsPath
  const looked: ReadingChoice = path === undefined ? asked : { ...asked, recordsPath: path }
  const first = useAnswer('imports.preview', { handle, choice: {} })
  const now = useAnswer('imports.preview', { handle, choice: looked })
  const isLooking = now.isPending || path !== asked.recordsPath
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
