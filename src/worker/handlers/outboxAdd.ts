// Kinds `outbox.add` and `outbox.repeat`: bring a record or files into the outbox. How, and that each comes once: push/intake.ts.
import type { OutboxAddInput } from '@shared/jobs/kinds/outboxAdd'
import { ServiceRefused } from '../ask'
import type { Handler } from '../handler'
import { bringIn } from '../push/intake'
import { payloadFolder } from '../push/payloads'

export const outboxAdd: Handler<OutboxAddInput> = async (run) => {
  try {
    let taken = 0
    const outcome = await bringIn(
      {
        takeIn: (intake) => run.ask('outbox.takeIn', intake),
        folder: payloadFolder(run.paths),
        signal: run.signal,
        told: (now) => {
          taken = now
          run.progress({ done: now, total: null, unit: 'items' })
        },
      },
      run.input,
    )
    run.log.info('brought into the outbox', { items: taken })
    return outcome
  } catch (error) {
    // Read on, it would not be what was begun; the items that came are whole.
    if (error instanceof ServiceRefused && error.code === 'file_changed') {
      return {
        type: 'failed',
        error: { code: 'outbox_file_changed', message: 'The file was changed while it was read.' },
      }
    }
    throw error
  }
}
