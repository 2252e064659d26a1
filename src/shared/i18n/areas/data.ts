// Sentences of the area `data`, English and Korean.
import { area } from '../area'

export const data = area({}, {})
