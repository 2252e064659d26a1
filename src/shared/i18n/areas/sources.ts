// Sentences of the area `sources`, English and Korean.
import { area } from '../area'

export const sources = area({}, {})
