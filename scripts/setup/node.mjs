// Decides whether this Node can run the tools. The app itself never runs on it: it runs on Electron's own.
import { SetupProblem } from './problem.mjs'

/**
 * @param {string} version as process.versions.node
 * @throws {SetupProblem} where the build tools would not start (they need ^20.19 or 22.12 and later)
 */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  if (fits) return
  throw new SetupProblem(
    `This is Node ${version}, and the tools that build Lull need Node 20 from 20.19 on, or 22.12 and newer. ` +
      'Install a current Node (nodejs.org, or your package manager) and run the same command again.',
  )
}
