// Defects in what a person is told of runs that are over: what they waited for, what they said, what they come to.
import type { Defect } from './defect'

export const historyDefects: readonly Defect[] = [
  {
    id: 'moments-counted-twice',
    what: 'OBS-1 a moment that two things held counts for both',
    file: 'src/main/engine/waited.ts',
    from: '    free = left\n',
    to: '    if (left.length > 99) free = left\n',
    tests: ['src/main/engine/waited.test.ts'],
  },
  {
    id: 'run-counted-as-wait',
    what: 'OBS-1 the time a stopped run ran counts as time the next one waited',
    file: 'src/main/engine/holdBook.ts',
    from: 'const due = Math.max(anchor, endedAt)',
    to: 'const due = Math.min(anchor, endedAt < 0 ? anchor : endedAt)',
    tests: ['src/main/engine/waitedRuns.test.ts'],
  },
  {
    id: 'days-of-24-hours',
    what: 'every local day has 24 hours',
    file: 'src/main/engine/figures.ts',
    from: 'if (nameOf(usual) === day && nameOf(usual - 1) !== day) return usual',
    to: 'if (at > 0) return usual',
    tests: ['src/main/engine/figures.test.ts'],
  },
  {
    id: 'last-word-lost',
    what: 'OBS-1 a full log leaves out the line that says how the run ended',
    file: 'src/main/runner/runLogs.ts',
    from: 'const older = lines.slice(0, -1)',
    to: 'const older = lines',
    tests: ['src/main/runner/runLogs.test.ts'],
  },
  {
    id: 'token-in-run-log',
    what: 'F210 P28 what a run said is kept as it was said',
    file: 'src/main/platform/cleanText.ts',
    from: 'return { at, level, message: cleanText(message), fields: cleanFields(fields) as',
    to: 'return { at, level, message, fields: fields as',
    tests: ['src/main/platform/cleanText.test.ts'],
  },
]
