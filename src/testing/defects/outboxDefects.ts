// Defects in the outbox: what is accepted, handed out, sent and settled.
import type { Defect } from './defect'

const outbox = (name: string): string => `src/main/outbox/${name}`
const verdict = 'src/worker/push/verdict.ts'
const verdictTest = 'src/worker/push/verdict.test.ts'

export const outboxDefects: readonly Defect[] = [
  {
    id: 'no-answer-is-success',
    what: 'P4 an item without an answer counts as sent',
    file: verdict,
    from: "const settlement: Settlement = maybeSent ? { type: 'retry', notBefore: now, error } : { type: 'unsent' }",
    to: "const settlement: Settlement = maybeSent ? { type: 'done', status: 200 } : { type: 'unsent' }",
    tests: [verdictTest],
  },
  {
    id: 'unsent-is-charged',
    what: 'P7 what never left is charged',
    file: outbox('settling.ts'),
    from: 'Math.max(0, sent - 1)',
    to: 'sent',
    tests: [outbox('settling.test.ts')],
  },
  {
    id: 'sign-in-parks-the-item',
    what: 'OUT-8 a refused sign-in fails the item instead of holding its destination',
    file: verdict,
    from: "if (outcome.reason === 'auth_required') return held(error, outcome.scope)",
    to: '',
    tests: [verdictTest],
  },
  {
    id: 'poison-blocks',
    what: 'OUT-7 an item that is refused ends the flush',
    file: verdict,
    from: "return { settlement: { type: 'refused', status, error }, after: { type: 'next' } }",
    to: "return { settlement: { type: 'refused', status, error }, after: { type: 'end', outcome: { type: 'failed', error } } }",
    tests: [verdictTest],
  },
  {
    id: 'conflict-is-failure',
    what: 'OUT-13 a conflict looks like any refusal',
    file: outbox('settling.ts'),
    from: 'new Set([409, 412])',
    to: 'new Set([])',
    tests: [outbox('settling.test.ts')],
  },
  {
    id: 'new-key-each-time',
    what: 'OUT-2 an item is sent again under another key',
    file: outbox('outbox.ts'),
    from: 'return { id, key: item.key,',
    to: 'return { id, key: ports.newId(),',
    tests: [outbox('outbox.test.ts')],
  },
  {
    id: 'anyone-settles',
    what: 'P9 an attempt settles what another has in hand',
    file: outbox('outbox.ts'),
    from: 'if (item?.attemptId !== attemptId) return notOwner',
    to: 'if (item === undefined) return notOwner',
    tests: [outbox('outbox.test.ts')],
  },
  {
    id: 'damaged-is-sent',
    what: 'F57 an item that is not what was written is sent',
    file: outbox('outbox.ts'),
    from: 'if (digestOf(item.body) !== item.sha256) {',
    to: 'if (digestOf(item.body) === null) {',
    tests: [outbox('outbox.test.ts')],
  },
  {
    id: 'entity-out-of-order',
    what: 'OUT-6 a later item of an entity overtakes an earlier one',
    file: 'src/main/store/outboxSql.ts',
    from: 'AND entity IS NOT NULL\n        AND settled_at IS NULL))`',
    to: 'AND entity IS NOT NULL\n        AND settled_at = 0))`',
    tests: [outbox('outbox.test.ts')],
  },
  {
    id: 'dead-hands',
    what: 'OUT-5 what a dead attempt had in hand is sent by nobody',
    file: outbox('outbox.ts'),
    from: 'if (!isLive(sender)) rows.giveBack(destinationId, sender)',
    to: 'if (sender === null && !isLive(sender)) rows.giveBack(destinationId, sender)',
    tests: [outbox('outbox.test.ts')],
  },
  {
    id: 'wait-without-end',
    what: 'F71 D26 an item waits longer than a day',
    file: outbox('settling.ts'),
    from: 'return Math.min(now + LONGEST_WAIT_MS, Math.max(notBefore, now + Math.round(delayMs * random)))',
    to: 'return Math.max(notBefore, now + Math.round(delayMs * random))',
    tests: [outbox('settling.test.ts')],
  },
]
