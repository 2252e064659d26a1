// The names of the contract without its schemas, so that the preload stays a few kilobytes. The compiler refuses a name that
// commands.ts or events.ts does not have, and the lack of one that they have.
import type { CommandName } from './commands'
import type { EventName } from './events'

export const callable: Readonly<Record<CommandName, true>> = {
  'app.info': true,
  'app.openPreferences': true,
  'app.quit': true,
  'app.questions': true,
  'app.answer': true,
  'summary.get': true,
  'device.get': true,
  'jobs.query': true,
  'jobs.count': true,
  'jobs.get': true,
  'jobs.runNow': true,
  'jobs.cancel': true,
  'jobs.retry': true,
  'jobs.skipNext': true,
  'jobs.stop': true,
  'pauses.set': true,
  'pauses.clear': true,
  'history.query': true,
  'news.get': true,
  'news.seen': true,
  'sources.list': true,
  'sources.add': true,
  'sources.edit': true,
  'sources.setEnabled': true,
  'sources.remove': true,
  'sources.syncNow': true,
  'sources.signIn': true,
  'sources.signOut': true,
  'sample.add': true,
  'sample.sendReports': true,
  'imports.chooseFile': true,
  'imports.start': true,
  'outbox.counts': true,
  'outbox.list': true,
  'data.tables': true,
  'data.rows': true,
  'data.close': true,
  'preferences.get': true,
  'preferences.set': true,
}

export const hearable: Readonly<Record<EventName, true>> = {
  changed: true,
  progress: true,
  device: true,
  preferences: true,
  navigate: true,
}
