// Sentences of the area `words`, English and Korean.
import { area } from '../area'

export const words = area({}, {})
