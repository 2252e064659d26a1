// What picking work costs, counted and not timed (D6): a core.db filled with any number of jobs that wait, and an engine over it whose picks
// count every row they reach. Rows are copies of real ones, made by one statement.
import type { DeviceReading } from '@shared/device'
import { defaultPreferences } from '@shared/preferences'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { createEngine, type Engine } from '../../main/engine/engine'
import { createCronCalendar } from '../../main/engineThread/cronCalendar'
import { createEngineStore } from '../../main/store/engineStore'
import { createJobPicks, pickStatements } from '../../main/store/jobPicks'
import { ok, oneTime, periodic, told } from '../builders'
import { createFakeRunner } from '../fakesRunner'
import { createFakeTime, readingOf, T0, usualDevice } from '../fakesWorld'
import { openTestDatabase } from '../testDatabase'

export interface Counts {
  jobs: number
  /** Rows of `jobs` reached by the picks from the end of one run to the start of the next. */
  visitsOfStart: number
  /** Rows reached by the plan after a change of the device, and rows of any table it wrote. */
  visitsOfDevice: number
  writesOfDevice: number
  /** Steps of the picks' query plans that are not a search of an index of `jobs`. */
  otherSteps: string[]
}

/**
 * Counts with so many jobs stored, a quarter each: due and waiting for a slot, due and held back by the device, due in a year, over.
 * @param path a file; absent: in memory
 */
export async function countWith(jobs: number, path?: string): Promise<Counts> {
  const db = openTestDatabase(path)
  const visits = countVisits(db)
  const world = openWorld(db)
  const yearMs = 366 * 24 * 3_600_000
  await world.engine.queue.enqueue([
    oneTime('quick'),
    ...[1, 2, 3].map(() => oneTime('told')),
    oneTime('quick', { constraints: { charging: true } }),
    periodic('quick', 60_000, { initialDelayMs: yearMs, constraints: { network: 'connected' } }),
  ])
  await world.settle()
  fill(db, jobs)
  // What is remembered of gates is read anew, as after a start.
  world.engine.preferencesChanged(defaultPreferences)
  await world.settle()
  visits.take()
  world.end()
  await world.settle()
  const visitsOfStart = visits.take()
  const before = changes(db)
  world.read(readingOf({ ...usualDevice, network: 'metered' }, T0))
  await world.settle()
  const counts = { jobs, visitsOfStart, visitsOfDevice: visits.take(), writesOfDevice: changes(db) - before }
  const otherSteps = stepsThatAreNoSearch(db)
  const started = db.prepare<[], number>("SELECT count(*) FROM attempts WHERE job_id LIKE 'copy-%'").pluck().get()
  db.close()
  if (started !== 1) throw new Error('no copy was started')
  return { ...counts, otherSteps }
}

/** Every row that an index gives to a pick is passed through a function of ours. */
function countVisits(db: Database): { take(): number } {
  let count = 0
  db.function('visited', { deterministic: false }, () => {
    count += 1
    return 1
  })
  return {
    take: () => {
      const taken = count
      count = 0
      return taken
    },
  }
}

/** Numbers shown to the user, which stop at a bound of their own and pick nothing. */
const isCount = /^SELECT count\(/

/** The store's own picks, over statements in which each row that is reached is counted. */
function countingPicks(db: Database): ReturnType<typeof createJobPicks> {
  const counting = new Proxy(db, {
    get: (of, name) =>
      name === 'prepare'
        ? (sql: string) => of.prepare(isCount.test(sql) ? sql : sql.replace(/\bWHERE\b/, 'WHERE visited() AND'))
        : (Reflect.get(of, name) as unknown),
  })
  return createJobPicks(counting)
}

interface CountingWorld {
  engine: Engine
  read(reading: DeviceReading): void
  /** Ends one of the runs that wait to be told. */
  end(): void
  settle(): Promise<void>
}

function openWorld(db: Database): CountingWorld {
  const time = createFakeTime(T0)
  const runner = createFakeRunner(time)
  const { handler, end } = told()
  runner.handle('quick', () => ok())
  runner.handle('told', handler)
  const kind = {
    input: z.unknown(),
    backoff: { policy: 'linear', delayMs: 30_000 },
    timeClass: 'normal',
    shown: true,
  } as const
  const constraints = {
    network: 'notRequired',
    charging: false,
    batteryNotLow: false,
    idle: false,
    storageNotLow: false,
  } as const
  let ids = 0
  const engine = createEngine({
    store: { ...createEngineStore(db), picks: countingPicks(db) },
    runner,
    alarm: { set: () => undefined },
    clock: time,
    calendar: createCronCalendar(),
    timeZone: () => 'UTC',
    random: () => 0,
    newId: () => `id-${(ids += 1)}`,
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message) => {
        throw new Error(message)
      },
    },
    sources: { sourceSwitches: () => [], sourceSucceeded: () => undefined },
    kindNamed: (name) => ({ ...kind, name, constraints }),
    preferences: defaultPreferences,
    emit: () => undefined,
    slots: 2,
    defer: (flush) => void setImmediate(flush),
    later: () => undefined,
    instanceId: 'counting',
  })
  runner.subscribe((event) => engine.runnerEvent(event))
  engine.deviceChanged(readingOf(usualDevice, T0))
  void engine.start()
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 6; turns += 1) await new Promise((resolve) => void setImmediate(resolve))
  }
  return { engine, read: (reading) => engine.deviceChanged(reading), end: () => end(ok()), settle }
}

/** Copies of every job that does not run, in turn, until there are so many. */
function fill(db: Database, jobs: number): void {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('jobs')").pluck().all()
  const values = columns.map((name) =>
    name === 'id' ? "printf('copy-%08d', n)" : name === 'due_at' ? 'due_at - n' : name,
  )
  db.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :jobs),
       models AS (SELECT row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many, * FROM jobs WHERE state <> 'running')
     INSERT INTO jobs (${columns.join(', ')})
     SELECT ${values.join(', ')} FROM numbers CROSS JOIN models ON place = n % many`,
  ).run({ jobs })
}

function changes(db: Database): number {
  return db.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0
}

function stepsThatAreNoSearch(db: Database): string[] {
  return Object.values(pickStatements).flatMap((sql) => {
    const steps = db
      .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all({ gateId: 1, now: T0, limit: 3 })
    return steps
      .map((step) => step.detail)
      .filter((detail) => !/^SEARCH jobs USING (?:COVERING )?INDEX jobs_/.test(detail))
  })
}
