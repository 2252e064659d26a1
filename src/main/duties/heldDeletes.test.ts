// The answer to held deletions as it is kept, and what is no answer.
import { describe, expect, it } from 'vitest'
import { answerDeletes, deletesAnswerOf, deletesFlag } from './heldDeletes'

describe('the answer to held deletions', () => {
  it.each(['delete', 'keep'] as const)('PULL-15 is kept as given: %s', async (answer) => {
    const flags = new Map<string, string>()
    await answerDeletes({ setFlag: async (name, value) => void flags.set(name, value) }, 's1', answer, 120)
    expect(deletesAnswerOf(flags.get(deletesFlag('s1')))).toEqual({ answer, upToRows: 120 })
    expect(deletesAnswerOf(flags.get(deletesFlag('s2')))).toBeNull()
  })

  it.each([undefined, '', 'delete', 'delete:', 'delete:-1', 'delete:1e9', 'yes:5'])('%j is none', (flag) => {
    expect(deletesAnswerOf(flag)).toBeNull()
  })
})
