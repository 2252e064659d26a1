// A worker as a process of its own, for tests that kill one: the product's own entry on Electron's Node, with the process's channel in the
// place of a utility process's port. Ends with whoever started it.
const port = {
  postMessage: (message: unknown): void => void process.send?.(message),
  on: (event: 'message', listener: (event: { data: unknown }) => void): void =>
    void process.on(event, (data) => listener({ data })),
}
process.on('disconnect', () => process.exit())
Object.assign(process, { parentPort: port })
await import('../../worker/index')
