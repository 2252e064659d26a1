// Sentences of the area `outbox`, English and Korean.
import { area } from '../area'

export const outbox = area({}, {})
