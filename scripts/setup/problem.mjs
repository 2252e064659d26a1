// A problem that a person can mend: one message that says what happened, what it means and what to do.
// Anything else that is thrown is a bug, and keeps its stack.

export class SetupProblem extends Error {
  name = 'SetupProblem'
}

/**
 * Runs a script's main function. A SetupProblem ends it with its sentence and exit code 1.
 * @param {() => Promise<number>} main resolves with the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  }
}

/**
 * Turns the output of a failed package client into a sentence.
 * @param {string} doing what was being done, as in 'Installing the npm packages'
 * @param {string} output what the client said
 */
export function explainFailure(doing, output) {
  if (/ENOSPC|No space left on device|You don't have enough free space/i.test(output)) {
    return new SetupProblem(`${doing} failed: the disk is full. Free about 2 GB and run the same command again.`)
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED|fetch failed|network|Could not resolve|Temporary failure/i.test(
      output,
    )
  ) {
    return new SetupProblem(
      `${doing} failed: the server could not be reached, so something that is needed is still missing. ` +
        'Connect this computer to the internet (or set your proxy) and run the same command again.',
    )
  }
  if (/EACCES|EPERM|Permission denied|EROFS/i.test(output)) {
    return new SetupProblem(
      `${doing} failed: this user may not write here. Make the project folder yours and run the same command again.\n${excerpt(output)}`,
    )
  }
  return new SetupProblem(`${doing} failed. This is what was said:\n${excerpt(output)}`)
}

/** The reason stands at one end or the other, depending on who speaks. */
function excerpt(output) {
  const lines = output.trim().split('\n')
  return lines.length <= 24 ? lines.join('\n') : [...lines.slice(0, 12), '...', ...lines.slice(-12)].join('\n')
}
