// The statements of outboxStore.ts, by name, so that a test can ask SQLite how it would run each. Nothing else.

export const outboxSql = {
  insert: `
    INSERT INTO outbox (id, idempotency_key, destination_id, entity, label, body, bytes, sha256, linked_id, created_at, state, blocked)
    VALUES (:id, :key, :destinationId, :entity, :label, :body, :bytes, :sha256, :linkedId, :createdAt, 'pending',
      EXISTS (SELECT 1 FROM outbox WHERE destination_id = :destinationId AND entity = :entity AND entity IS NOT NULL
        AND settled_at IS NULL))`,
  get: `
    SELECT id, idempotency_key AS key, destination_id AS destinationId, entity, label, body, bytes, sha256, linked_id AS linkedId,
      created_at AS createdAt, state, attempts, attempt_id AS attemptId, error
    FROM outbox WHERE id = :id`,
  duePending: `
    SELECT id, bytes FROM outbox WHERE destination_id = :destinationId AND state = 'pending' AND blocked = 0
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
    SELECT seq FROM outbox WHERE destination_id = :destinationId AND state = 'pending' AND blocked = 0 ORDER BY seq LIMIT 1`,
  firstRetry: `
    SELECT next_try_at FROM outbox WHERE destination_id = :destinationId AND state = 'retry_wait' AND blocked = 0
    ORDER BY next_try_at, seq LIMIT 1`,
  bringForward: `
    UPDATE outbox SET next_try_at = :now
    WHERE destination_id = :destinationId AND state = 'retry_wait' AND blocked = 0 AND next_try_at > :latest`,
  markSending: `
    UPDATE outbox SET state = 'sending', attempt_id = :attemptId, next_try_at = NULL, attempts = attempts + 1
    WHERE id = :id AND state IN ('pending', 'retry_wait') AND blocked = 0`,
  senders: `
    SELECT DISTINCT attempt_id FROM outbox WHERE destination_id = :destinationId AND state = 'sending'`,
  giveBack: `
    UPDATE outbox SET state = 'pending', attempt_id = NULL
    WHERE destination_id = :destinationId AND state = 'sending' AND attempt_id = :attemptId`,
  giveBackAll: `
    UPDATE outbox SET state = 'pending', attempt_id = NULL WHERE state = 'sending'`,
  change: `
    UPDATE outbox SET state = :state, attempt_id = NULL, attempts = :attempts, next_try_at = :nextTryAt, held_reason = :heldReason,
      error = :error, settled_at = :settledAt
    WHERE id = :id RETURNING destination_id AS destinationId, entity`,
  unblockNext: `
    UPDATE outbox SET blocked = 0 WHERE seq = (SELECT seq FROM outbox
      WHERE destination_id = :destinationId AND entity = :entity AND settled_at IS NULL ORDER BY seq LIMIT 1)`,
  discardOpen: `
    UPDATE outbox SET state = 'discarded', blocked = 0, attempt_id = NULL, next_try_at = NULL, held_reason = NULL,
      settled_at = :settledAt
    WHERE destination_id = :destinationId AND settled_at IS NULL`,
  list: `
    SELECT seq, outbox.id, destination_id AS destinationId, entity, label, state, attempts, bytes, created_at AS createdAt,
      next_try_at AS nextTryAt, settled_at AS settledAt, error, destinations.held_reason IS NOT NULL AS destinationHeld
    FROM outbox LEFT JOIN destinations ON destinations.id = outbox.destination_id
    WHERE seq < :before ORDER BY seq DESC LIMIT :limit`,
  counts: `
    SELECT destination_id AS destinationId, state, destinations.held_reason IS NOT NULL AS destinationHeld, sum(items) AS items
    FROM outbox_counts LEFT JOIN destinations ON destinations.id = outbox_counts.destination_id
    GROUP BY destination_id, state`,
  prune: `
    DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE settled_at < :before ORDER BY settled_at LIMIT :limit)`,
} as const
