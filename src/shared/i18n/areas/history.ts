// Sentences of the area `history`, English and Korean.
import { area } from '../area'

export const history = area({}, {})
