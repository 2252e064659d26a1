// `npm test`: sets up, then runs every check and test, saying how long each took. The last line is the sum:
// a check counts as one, a test run as its tests. Steps go on after a failure; only a failed build stops the
// end-to-end tests, which would otherwise test what was built before.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './run/build.mjs'
import { playwrightCounts, vitestCounts } from './run/counts.mjs'
import { root } from './run/root.mjs'
import {
  checkDeadCode,
  checkFormat,
  checkLint,
  checkTypes,
  endToEndGround,
  endToEndTests,
  packageTests,
  unitTests,
} from './run/steps.mjs'
import { runMain } from './setup/problem.mjs'
import { setUp } from './setup/setUp.mjs'
import { isDebian } from './setup/systemPackages.mjs'

/** @typedef {import('./run/counts.mjs').Counts} Counts */

/** End-to-end tests at once, each part on a pretend desktop of its own. */
const SHARDS = 3

const reports = mkdtempSync(join(tmpdir(), 'lull-test-'))
const sum = { passed: 0, failed: 0, skipped: 0 }

/**
 * @param {string} name
 * @param {() => Promise<Counts>} body
 * @returns {Promise<boolean>} whether nothing failed
 */
async function step(name, body) {
  process.stdout.write(`\n── ${name}\n`)
  const startedAt = performance.now()
  const counts = await body()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  sum.passed += counts.passed
  sum.failed += counts.failed
  sum.skipped += counts.skipped
  process.stdout.write(`── ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'}, ${seconds} s\n`)
  return counts.failed === 0
}

/** @param {() => Promise<number>} check @returns {() => Promise<Counts>} */
const asOne = (check) => async () => {
  const code = await check()
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/** @returns {Promise<Counts>} */
async function unit() {
  const file = join(reports, 'unit.json')
  return vitestCounts(file, await unitTests(['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]))
}

/** @returns {Promise<Counts>} */
async function endToEnd() {
  const ground = await endToEndGround()
  if (ground === 'nowhere') {
    process.stdout.write(
      'Skipped: there is no display here and no parts for a pretend desktop. On Debian as root they are installed.\n',
    )
    return { passed: 0, failed: 0, skipped: 1 }
  }
  if (ground === 'display') {
    process.stdout.write('Without the parts for a pretend desktop (Debian) the tests that need one skip themselves.\n')
  }
  // Most of their time they wait for a minute to pass: on desktops of their own several can wait at once.
  const shards = ground === 'desktop' ? SHARDS : 1
  const counts = await Promise.all(Array.from({ length: shards }, (_, index) => endToEndShard(index + 1, shards)))
  return counts.reduce((all, one) => ({
    passed: all.passed + one.passed,
    failed: all.failed + one.failed,
    skipped: all.skipped + one.skipped,
  }))
}

/** @param {number} shard from 1 @param {number} shards @returns {Promise<Counts>} */
async function endToEndShard(shard, shards) {
  const file = join(reports, `e2e-${shard}.json`)
  const args = ['--reporter=list,json', `--shard=${shard}/${shards}`, `--output=test-results/${shard}`]
  return playwrightCounts(file, await endToEndTests(args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file }))
}

/** @returns {Promise<Counts>} */
async function installed() {
  if (!isDebian() || (await endToEndGround()) !== 'desktop') {
    process.stdout.write('Skipped: a .deb is made and driven on Debian, under the pretend desktop.\n')
    return { passed: 0, failed: 0, skipped: 1 }
  }
  const file = join(reports, 'package.json')
  const args = ['--reporter=list,json', '--output=test-results/package']
  return playwrightCounts(file, await packageTests(reports, args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file }))
}

await runMain(async () => {
  try {
    await setUp(root, 'test')
    await step('types', asOne(checkTypes))
    await step('lint', asOne(checkLint))
    await step('format', asOne(checkFormat))
    await step('dead code', asOne(checkDeadCode))
    await step('unit tests', unit)
    if (await step('build', asOne(build))) {
      await step('end-to-end tests', endToEnd)
      await step('package', installed)
    }
    const mayNotSkip = isDebian() && process.getuid?.() === 0
    if (mayNotSkip && sum.skipped > 0)
      process.stdout.write('\nAs root on Debian nothing needs to be skipped, so a skip is a failure.\n')
    process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`)
    return sum.failed > 0 || (mayNotSkip && sum.skipped > 0) ? 1 : 0
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
})
