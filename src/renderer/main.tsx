// Entry of the main window. zod is told to do without code generation, which the content security policy refuses, before any
// schema is made: so everything else is imported after.
import { z } from 'zod'

z.config({ jitless: true })

const [{ mount }, { App }] = await Promise.all([import('./app/mount'), import('./app/App')])
mount(<App />, 'words:app')
