// Sentences of the area `refusals`, English and Korean.
import { area } from '../area'

export const refusals = area({}, {})
