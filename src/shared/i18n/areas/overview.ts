// Sentences of the area `overview`, English and Korean.
import { area } from '../area'

export const overview = area({}, {})
