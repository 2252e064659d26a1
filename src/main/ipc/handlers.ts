// Answers each command of the contract: from the engine, from the duties, or from the shell. What a page may ask, and whether
// this page may ask it, was settled before (register.ts); what happens then is the backend's.
import { granted, type Reply, refused } from '@shared/errors'
import type { CommandName, CommandOutputs, ParsedInput } from '@shared/ipc/commands'
import type { Backend } from './backend'
import type { FileHandles } from './fileHandles'

export type Handlers = { [N in CommandName]: (input: ParsedInput<N>) => Promise<Reply<CommandOutputs[N]>> }
type HandlersOf<Area extends string> = { [N in CommandName as N extends `${Area}.${string}` ? N : never]: Handlers[N] }

const done = granted<Record<string, never>>({})

/** A write whose answer is only that it was done. */
async function settled(reply: Promise<Reply<unknown>>): Promise<Reply<Record<string, never>>> {
  const answer = await reply
  return answer.ok ? done : answer
}

function appHandlers({ app, windows, questions }: Backend): HandlersOf<'app'> {
  return {
    'app.info': async () => granted(await app.info()),
    'app.openPreferences': async () => {
      windows.openPreferences()
      return done
    },
    'app.quit': async () => {
      app.quit()
      return done
    },
    'app.questions': async () => granted(await questions.list()),
    'app.answer': ({ id, answer }) => settled(questions.answer(id, answer)),
  }
}

type QueueArea = 'jobs' | 'runs' | 'pauses' | 'history' | 'news' | 'summary'

function queueHandlers({ core, runs }: Backend): HandlersOf<QueueArea> {
  return {
    'summary.get': async () => granted(await core.summary()),
    'jobs.query': (query) => core.query(query),
    'jobs.count': (query) => core.count(query),
    'jobs.get': async ({ id }) => granted((await core.get(id)) ?? null),
    'jobs.runNow': ({ id }) => core.runNow(id),
    'jobs.cancel': ({ id }) => settled(core.cancel(id)),
    'jobs.retry': ({ id }) => core.retry(id),
    'jobs.skipNext': ({ id }) => core.skipNext(id),
    'jobs.stop': ({ id }) => core.stop(id),
    'jobs.figures': async ({ jobId, days }) => granted(await core.jobFigures(jobId, days)),
    'jobs.liveLog': async ({ jobId }) => granted(runs.liveLog(jobId)),
    'runs.log': async ({ occurrenceId }) => granted(await core.runLog(occurrenceId)),
    'pauses.set': ({ scope, until }) => core.pause(scope, until),
    'pauses.clear': ({ scope }) => settled(core.resume(scope)),
    'history.query': (query) => core.history(query),
    'news.get': async () => granted(await core.news()),
    'news.seen': async () => {
      await core.newsSeen()
      return done
    },
  }
}

function sourceHandlers({ duties }: Backend): HandlersOf<'sources' | 'sample'> {
  return {
    'sources.list': async () => granted(await duties.sources()),
    'sources.add': ({ settings, token }) => duties.addSource(settings, token),
    'sources.edit': ({ id, settings }) => duties.editSource(id, settings),
    'sources.setEnabled': ({ id, enabled }) => duties.setSourceEnabled(id, enabled),
    'sources.remove': ({ id, withRows }) => settled(duties.removeSource(id, withRows)),
    'sources.syncNow': ({ id }) => duties.syncNow(id),
    'sources.test': (request) => duties.testSource(request),
    'sources.answerDeletes': ({ id, answer, upToRows }) => duties.answerDeletes(id, answer, upToRows),
    'sources.signIn': ({ id, token }) => duties.signIn(id, token),
    'sources.signOut': ({ id }) => duties.signOut(id),
    'sample.add': () => duties.addSample(),
    'sample.sendReports': ({ count }) => duties.sendReports(count),
  }
}

const notChosen = refused('file_gone', 'This file was not chosen here, or too long ago.')

function importHandlers({ duties, dialogs, exports, previews }: Backend, files: FileHandles): HandlersOf<'imports'> {
  return {
    'imports.chooseFile': async () => {
      const chosen = await dialogs.chooseFile()
      if (!chosen) return granted(null)
      return granted({ handle: files.keep(chosen), name: chosen.name, bytes: chosen.bytes })
    },
    'imports.preview': async ({ handle, choice }) => {
      const file = files.fileOf(handle)
      return file ? previews.previewFile(file.path, choice) : notChosen
    },
    'imports.earlier': async ({ handle }) => {
      const file = files.fileOf(handle)
      return file ? previews.earlierImports(file) : notChosen
    },
    'imports.start': async ({ handle, ...request }) => {
      const file = files.fileOf(handle)
      if (!file) return notChosen
      return duties.startImport({ file, ...request })
    },
    'imports.aside': ({ jobId }) => previews.aside(jobId),
    'imports.saveAside': async ({ jobId }) => {
      const aside = await previews.aside(jobId)
      if (!aside.ok) return aside
      if (aside.value === null) return refused('nothing_aside', 'This import set nothing aside.')
      const path = await dialogs.chooseTarget(aside.value.name, aside.value.format)
      return path === null ? granted(null) : exports.startAside(jobId, path)
    },
  }
}

function downloadHandlers({ duties, dialogs }: Backend, folders: FileHandles): HandlersOf<'downloads'> {
  return {
    'downloads.chooseFolder': async () => {
      const chosen = await dialogs.chooseFolder()
      return granted(chosen && { handle: folders.keep({ ...chosen, bytes: 0 }), name: chosen.name })
    },
    'downloads.start': async ({ folder, ...request }) => {
      const chosen = folders.fileOf(folder)
      return chosen
        ? duties.startDownload(chosen.path, request)
        : refused('folder_gone', 'No such folder was chosen here.')
    },
  }
}

function dataHandlers({ dialogs, exports, previews, reader }: Backend): HandlersOf<'data'> {
  return {
    'data.tables': () => reader.tables(),
    'data.rows': (request) => reader.rows(request),
    'data.cell': (request) => previews.wholeValue(request),
    'data.about': (request) => reader.about(request),
    'data.export': async (choice) => {
      const path = await dialogs.chooseTarget(choice.table, choice.format)
      return path === null ? granted(null) : exports.start(choice, path)
    },
    'data.exportState': async ({ id }) => exports.state(id),
    'data.exportCancel': async ({ id }) => {
      exports.cancel(id)
      return done
    },
    'data.exportShow': async ({ id }) => {
      const path = exports.writtenPath(id)
      if (path === null) return refused('export_gone', 'No such file was written.')
      dialogs.showFile(path)
      return done
    },
    'data.close': async () => {
      reader.close()
      return done
    },
  }
}

function destinationHandlers({ destinations }: Backend): HandlersOf<'destinations'> {
  return {
    'destinations.list': async () => granted(await destinations.list()),
    'destinations.add': ({ settings, token }) => destinations.add(settings, token),
    'destinations.edit': ({ id, settings }) => destinations.edit(id, settings),
    'destinations.remove': ({ id }) => settled(destinations.remove(id)),
    'destinations.signIn': ({ id, token }) => destinations.signIn(id, token),
  }
}

function outboxHandlers({ core, destinations, dialogs }: Backend, files: FileHandles): HandlersOf<'outbox'> {
  return {
    'outbox.counts': async () => granted(await core.outboxCounts()),
    'outbox.list': async (query) => granted(await core.outboxItems(query)),
    'outbox.item': async ({ id }) => granted(await core.outboxItem(id)),
    'outbox.add': (request) => destinations.addRecord(request),
    'outbox.chooseFiles': async () => {
      const chosen = await dialogs.chooseFiles()
      return granted(chosen.map((file) => ({ handle: files.keep(file), name: file.name, bytes: file.bytes })))
    },
    'outbox.addFiles': async ({ handles, ...request }) => {
      const chosen = handles.map((handle) => files.fileOf(handle))
      if (chosen.includes(undefined)) return notChosen
      const paths = chosen.flatMap((file) => (file ? [{ path: file.path, name: file.name }] : []))
      return destinations.addFiles({ ...request, files: paths })
    },
    'outbox.act': async ({ act, ids }) => granted(await core.actOnOutbox(act, ids)),
    'outbox.edit': ({ id, body }) => core.editOutboxItem(id, body),
    'outbox.export': async ({ ids, format }) => {
      const path = await dialogs.chooseOutboxTarget(format)
      return path === null ? granted(null) : destinations.exportItems(ids, format, path)
    },
  }
}

function otherHandlers({ device, notices, preferences }: Backend): HandlersOf<'device' | 'notices' | 'preferences'> {
  return {
    'notices.act': ({ name, act }) => settled(notices.act(name, act)),
    'device.get': async () => granted(device.reading()),
    'preferences.get': async () => granted(preferences.get()),
    'preferences.set': (change) => preferences.change(change),
  }
}

/** `files` and `folders`: what was chosen of each. */
export function createHandlers(backend: Backend, files: FileHandles, folders: FileHandles): Handlers {
  return {
    ...appHandlers(backend),
    ...queueHandlers(backend),
    ...sourceHandlers(backend),
    ...importHandlers(backend, files),
    ...downloadHandlers(backend, folders),
    ...dataHandlers(backend),
    ...destinationHandlers(backend),
    ...outboxHandlers(backend, files),
    ...otherHandlers(backend),
  }
}
