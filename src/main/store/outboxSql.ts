// The statements of outboxStore.ts, by name, so that a test can ask SQLite how it would run each. Nothing else.

const NEW_COLUMNS = `id, idempotency_key, destination_id, entity, label, body, bytes, sha256, linked_id, file, file_name, content_type,
      created_at, state`
const NEW_VALUES = `:id, :key, :destinationId, :entity, :label, :body, :bytes, :sha256, :linkedId, :file, :fileName, :contentType,
      :createdAt, 'pending'`

const LISTED = `seq, outbox.id, destination_id AS destinationId, entity, label, state, attempts, bytes, file_name AS fileName,
      created_at AS createdAt, next_try_at AS nextTryAt, settled_at AS settledAt, outbox.held_reason AS heldReason, blocked, discard_at AS discardAt,
      error, destinations.held_reason IS NOT NULL AS destinationHeld`

export const outboxSql = {
  insert: `
    INSERT INTO outbox (${NEW_COLUMNS}, blocked)
    VALUES (${NEW_VALUES},
      EXISTS (SELECT 1 FROM outbox WHERE destination_id = :destinationId AND entity = :entity AND entity IS NOT NULL
        AND settled_at IS NULL))`,
  insertAt: `
    INSERT INTO outbox (${NEW_COLUMNS}, seq, blocked) VALUES (${NEW_VALUES}, :seq, :blocked)`,
  get: `
    SELECT seq, id, idempotency_key AS key, destination_id AS destinationId, entity, label, body, bytes, sha256, linked_id AS linkedId,
      file, file_name AS fileName, content_type AS contentType, created_at AS createdAt, state, blocked, attempts,
      attempt_id AS attemptId, next_try_at AS nextTryAt, held_reason AS heldReason, error, settled_at AS settledAt,
      maybe_arrived AS maybeArrived, first_sent_at AS firstSentAt, tries_since AS triesSince, discard_at AS discardAt
    FROM outbox WHERE id = :id`,
  duePending: `
    SELECT id, bytes FROM outbox INDEXED BY outbox_pending
    WHERE destination_id = :destinationId AND state = 'pending' AND blocked = 0
    ORDER BY seq LIMIT :limit`,
  dueRetries: `
    SELECT id, bytes FROM outbox
    WHERE destination_id = :destinationId AND state = 'retry_wait' AND blocked = 0 AND next_try_at <= :now
    ORDER BY next_try_at, seq LIMIT :limit`,
  pendingCount: `
    SELECT items FROM outbox_counts WHERE destination_id = :destinationId AND state = 'pending' AND blocked = 0`,
  retryCount: `
    SELECT count(*) FROM (SELECT 1 FROM outbox
      WHERE destination_id = :destinationId AND state = 'retry_wait' AND blocked = 0 AND next_try_at <= :now LIMIT 1000)`,
  firstPending: `
    SELECT seq FROM outbox INDEXED BY outbox_pending
    WHERE destination_id = :destinationId AND state = 'pending' AND blocked = 0 ORDER BY seq LIMIT 1`,
  firstRetry: `
    SELECT next_try_at FROM outbox WHERE destination_id = :destinationId AND state = 'retry_wait' AND blocked = 0
    ORDER BY next_try_at, seq LIMIT 1`,
  bringForward: `
    UPDATE outbox SET next_try_at = :now
    WHERE destination_id = :destinationId AND state = 'retry_wait' AND blocked = 0 AND next_try_at > :latest`,
  markSending: `
    UPDATE outbox SET state = 'sending', attempt_id = :attemptId, next_try_at = NULL, attempts = attempts + 1,
      first_sent_at = ifnull(first_sent_at, :now)
    WHERE id = :id AND state IN ('pending', 'retry_wait') AND blocked = 0`,
  markBegun: `
    UPDATE outbox SET maybe_arrived = 1 WHERE id = :id AND state = 'sending' AND attempt_id = :attemptId`,
  senders: `
    SELECT DISTINCT attempt_id FROM outbox WHERE destination_id = :destinationId AND state = 'sending'`,
  giveBack: `
    UPDATE outbox SET state = 'pending', attempt_id = NULL, maybe_arrived = 1
    WHERE destination_id = :destinationId AND state = 'sending' AND attempt_id = :attemptId`,
  giveBackAsking: `
    UPDATE outbox SET state = CASE maybe_arrived WHEN 1 THEN 'unknown' ELSE 'pending' END, attempt_id = NULL,
      error = CASE maybe_arrived WHEN 1 THEN :error ELSE error END
    WHERE destination_id = :destinationId AND state = 'sending' AND attempt_id = :attemptId`,
  change: `
    UPDATE outbox SET state = :state, attempt_id = NULL, attempts = :attempts, next_try_at = :nextTryAt, held_reason = :heldReason,
      error = :error, settled_at = :settledAt, maybe_arrived = :maybeArrived, tries_since = ifnull(:triesSince, tries_since)
    WHERE id = :id RETURNING destination_id AS destinationId, entity`,
  answer: `
    INSERT INTO outbox_answers (item_id, at, status, headers, body, is_cut) VALUES (:id, :at, :status, :headers, :body, :isCut)
    ON CONFLICT DO UPDATE SET at = :at, status = :status, headers = :headers, body = :body, is_cut = :isCut`,
  answerOf: `
    SELECT at, status, headers, body, is_cut AS isCut FROM outbox_answers WHERE item_id = :id`,
  unblockNext: `
    UPDATE outbox SET blocked = 0 WHERE seq = (SELECT seq FROM outbox
      WHERE destination_id = :destinationId AND entity = :entity AND settled_at IS NULL ORDER BY seq LIMIT 1)`,
  discardOpen: `
    UPDATE outbox SET state = 'discarded', blocked = 0, attempt_id = NULL, next_try_at = NULL, held_reason = NULL,
      settled_at = :settledAt
    WHERE destination_id = :destinationId AND settled_at IS NULL`,
  beginDiscard: `
    UPDATE outbox SET before_discard = json_object('state', state, 'nextTryAt', next_try_at, 'heldReason', held_reason),
      state = 'held', held_reason = 'discarding', next_try_at = NULL, discard_at = :at
    WHERE id = :id AND settled_at IS NULL AND state <> 'sending' AND discard_at IS NULL`,
  undoDiscard: `
    UPDATE outbox SET state = before_discard ->> 'state', next_try_at = before_discard ->> 'nextTryAt',
      held_reason = before_discard ->> 'heldReason', before_discard = NULL, discard_at = NULL
    WHERE id = :id AND settled_at IS NULL AND discard_at IS NOT NULL`,
  discardsDue: `
    SELECT id FROM outbox WHERE discard_at IS NOT NULL AND settled_at IS NULL AND (discard_at <= :now OR discard_at > :latest)
    ORDER BY discard_at LIMIT :limit`,
  discardingCount: `
    SELECT count(*) FROM outbox WHERE discard_at IS NOT NULL AND settled_at IS NULL`,
  giveUpPlace: `
    UPDATE outbox SET seq = (SELECT max(seq) + 1 FROM outbox), state = 'discarded', blocked = 0, attempt_id = NULL, next_try_at = NULL,
      held_reason = NULL, settled_at = :settledAt
    WHERE id = :id`,
  editedTo: `
    SELECT id FROM outbox WHERE linked_id = :id`,
  list: `
    SELECT ${LISTED}
    FROM outbox LEFT JOIN destinations ON destinations.id = outbox.destination_id
    WHERE seq < :before ORDER BY seq DESC LIMIT :limit`,
  listState: `
    SELECT ${LISTED}
    FROM outbox LEFT JOIN destinations ON destinations.id = outbox.destination_id
    WHERE state = :state AND seq < :before
      AND (:isDiscarding IS NULL OR (discard_at IS NOT NULL) = :isDiscarding)
      AND (:destinationHeld IS NULL OR (destinations.held_reason IS NOT NULL) = :destinationHeld)
    ORDER BY seq DESC LIMIT :limit`,
  counts: `
    SELECT destination_id AS destinationId, state, destinations.held_reason IS NOT NULL AS destinationHeld, sum(items) AS items
    FROM outbox_counts LEFT JOIN destinations ON destinations.id = outbox_counts.destination_id
    GROUP BY destination_id, state`,
  filesInUse: `
    SELECT file FROM outbox WHERE settled_at IS NULL AND file IN (SELECT value FROM json_each(:files))`,
  intake: `
    SELECT identity, taken FROM outbox_intakes WHERE id = :id`,
  putIntake: `
    INSERT INTO outbox_intakes (id, identity, taken, at) VALUES (:id, :identity, :taken, :at)
    ON CONFLICT DO UPDATE SET taken = :taken, at = :at`,
  prune: `
    DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE settled_at < :before ORDER BY settled_at LIMIT :limit)`,
  pruneIntakes: `
    DELETE FROM outbox_intakes WHERE id IN (SELECT id FROM outbox_intakes WHERE at < :before ORDER BY at LIMIT :limit)`,
} as const
