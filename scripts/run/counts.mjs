// Reads how many tests passed, failed and were skipped from what vitest and Playwright write as JSON.
// A run that failed without a failed test (a file that would not load) counts as one failure.
import { readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} file vitest's JSON report
 * @param {number} code vitest's exit code
 * @returns {Counts}
 */
export function vitestCounts(file, code) {
  const report = readJson(file)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const unloaded = report.testResults.filter(
    (/** @type {any} */ result) => result.status === 'failed' && result.assertionResults.length === 0,
  ).length
  return counted(
    report.numPassedTests,
    report.numFailedTests + unloaded,
    report.numPendingTests + report.numTodoTests,
    code,
  )
}

/**
 * @param {string} file Playwright's JSON report
 * @param {number} code Playwright's exit code
 * @returns {Counts} a test that passed only when repeated counts as failed
 */
export function playwrightCounts(file, code) {
  const report = readJson(file)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  return counted(expected, unexpected + flaky, skipped, code)
}

/** @param {number} passed @param {number} failed @param {number} skipped @param {number} code @returns {Counts} */
function counted(passed, failed, skipped, code) {
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped }
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
