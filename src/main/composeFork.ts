// How a process of the app is forked: its entry beside the built main, a listed environment.
import { fileURLToPath } from 'node:url'
import { workerEnvironment } from './platform/environment'
import { utilityFork } from './runner/electronChild'

export function forkOf(name: string, serviceName: string, execArgv: string[] = []): ReturnType<typeof utilityFork> {
  const entry = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  return utilityFork({ entry, serviceName, env: workerEnvironment(process.env), execArgv })
}
