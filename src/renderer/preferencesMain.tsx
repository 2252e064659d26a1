// Entry of the preferences window; see main.tsx for the order.
import { z } from 'zod'

z.config({ jitless: true })

const { mount } = await import('./app/mount')
mount(null)
