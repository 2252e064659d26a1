// The few things the app asks once, and remembers the answer of, whatever it was.
import type { Core } from '@shared/core'
import { granted, type Reply } from '@shared/errors'
import type { Question } from '@shared/ipc/answers'

export interface QuestionsPorts {
  core: Pick<Core, 'flag' | 'setFlag' | 'sources'>
  trayAvailable: () => Promise<boolean>
  startAtLogin: () => boolean
  /** Carries an answer out. Refused: it was not given. */
  carryOut: (id: Question['id'], answer: 'yes' | 'no') => Promise<Reply<unknown>>
}

export interface Questions {
  list(): Promise<Question[]>
  answer(id: Question['id'], answer: 'yes' | 'no'): Promise<Reply<unknown>>
}

const flagOf = (id: Question['id']): string => `asked:${id}`

export function createQuestions(ports: QuestionsPorts): Questions {
  const unasked = async (id: Question['id']): Promise<boolean> => (await ports.core.flag(flagOf(id))) === undefined
  return {
    async list() {
      const questions: Question[] = []
      if (!(await ports.trayAvailable()) && (await unasked('noTray'))) questions.push({ id: 'noTray' })
      const hasSource = (await ports.core.sources()).length > 0
      if (hasSource && !ports.startAtLogin() && (await unasked('startAtLogin'))) questions.push({ id: 'startAtLogin' })
      return questions
    },
    async answer(id, answer) {
      const done = await ports.carryOut(id, answer)
      if (!done.ok) return done
      await ports.core.setFlag(flagOf(id), answer)
      return granted({})
    },
  }
}
