// How a process of the app is forked: its entry in the folder of main's bundles, a listed environment.
import { built } from './composePlaces'
import { workerEnvironment } from './platform/environment'
import { utilityFork } from './runner/electronChild'

export function forkOf(name: string, serviceName: string, execArgv: string[] = []): ReturnType<typeof utilityFork> {
  return utilityFork({ entry: built(`main/${name}.js`), serviceName, env: workerEnvironment(process.env), execArgv })
}
