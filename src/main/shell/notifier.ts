// Carries out what notifierRules.ts decides: shows, replaces and withdraws, and keeps what was announced across restarts.
// How a notification looks on this system is notifications.ts's.
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { Logger } from '@shared/logger'
import type { Wording } from '@shared/statusLine'
import type { Problem } from '@shared/summary'
import { z } from 'zod'
import {
  type Announced,
  type Notice,
  type NotificationLevel,
  onFirstClose,
  onProblem,
  onRunEnded,
  problemKey,
} from './notifierRules'

/** Shows notices; the real one is notifications.ts. Neither call throws. */
export interface NotificationPort {
  show(notice: Notice): void
  withdraw(key: string): void
}

export interface NotifierOptions {
  port: NotificationPort
  level: () => NotificationLevel
  /** Now, in the language of now. */
  wording: () => Wording
  /** Keeps a small text across restarts: the engine's flags. */
  memory: { read(): Promise<string | undefined>; write(text: string): Promise<void> }
  log: Logger
}

export interface Notifier {
  problem(problem: Problem): Promise<void>
  recovered(jobId: string): void
  attemptEnded(occurrence: OccurrenceView): void
  /** Once in the life of an installation: the caller knows. */
  firstClose(hasTray: boolean): void
}

const announcedSchema = z.record(z.string(), z.number())

function parseAnnounced(text: string | undefined): Announced {
  try {
    return announcedSchema.parse(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

export function createNotifier({ port, level, wording, memory, log }: NotifierOptions): Notifier {
  let loading: Promise<Announced> | undefined
  let announced: Announced | undefined
  const load = (): Promise<Announced> => {
    loading ??= memory.read().then(parseAnnounced, () => ({}))
    return loading
  }

  return {
    problem: async (problem) => {
      const loaded = await load()
      // From here on without a pause, so that two at once are still announced once.
      announced ??= loaded
      const decision = onProblem(problem, announced, level(), wording())
      if (!decision.notice) return
      announced = decision.announced
      port.show(decision.notice)
      log.info('the user was notified of a problem', { job: problem.jobId, code: problem.code })
      await memory.write(JSON.stringify(announced)).catch((error: unknown) => {
        log.warn('what was announced could not be kept', { error: String(error) })
      })
    },
    recovered: (jobId) => port.withdraw(problemKey(jobId)),
    attemptEnded: (occurrence) => {
      const notice = onRunEnded(occurrence, level(), wording())
      if (notice) port.show(notice)
    },
    firstClose: (hasTray) => {
      const notice = onFirstClose(hasTray, level(), wording())
      if (notice) port.show(notice)
    },
  }
}
