// Entry of the preferences window; see main.tsx for the order.
import { z } from 'zod'

z.config({ jitless: true })

const [{ mount }, { PreferencesApp }] = await Promise.all([
  import('./app/mount'),
  import('./preferences/PreferencesApp'),
])
mount(<PreferencesApp />, 'words:preferences')
