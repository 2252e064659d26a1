// The test of a source's form: asks main for one page of what is written, and keeps what was found for as long as it is an answer to that request.
import type { AnsweredTest, SourceTest } from '@shared/sourceTest'
import { useState } from 'react'
import { call } from '../client'
import { adopted, requestMark, testedOf } from './foundDraft'
import type { DraftForm } from './useDraft'

export interface SourceTester {
  busy: boolean
  /** Its answer, also where it was no good; null before there is one. */
  test: SourceTest | null
  found: AnsweredTest | null
  /** Why nothing was asked. */
  refused: unknown
  run: () => void
}

interface Tested {
  mark: string
  test: SourceTest | null
  refused: unknown
}

/** `id`: of the source that is edited; null: of one that is not there yet. */
export function useSourceTest(
  { draft, update, checkRequest }: DraftForm,
  id: string | null,
  token: string,
): SourceTester {
  const [tested, setTested] = useState<Tested | null>(null)
  const [asking, setAsking] = useState<string | null>(null)
  const mark = requestMark(draft)
  const current = tested?.mark === mark ? tested : null
  const ask = async () => {
    setAsking(mark)
    try {
      const given = token.trim() === '' ? {} : { token: token.trim() }
      const test = await call('sources.test', { settings: testedOf(draft), id, ...given })
      setTested({ mark, test, refused: null })
      if (test.type === 'answered')
        update((written) => (requestMark(written) === mark ? adopted(written, test) : written))
    } catch (refused) {
      setTested({ mark, test: null, refused })
    }
    setAsking((before) => (before === mark ? null : before))
  }
  return {
    busy: asking === mark,
    test: current?.test ?? null,
    found: current?.test?.type === 'answered' && current.test.lists.length > 0 ? current.test : null,
    refused: current?.refused ?? null,
    run: () => {
      if (checkRequest()) void ask()
    },
  }
}
