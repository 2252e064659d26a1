// Sentences of the area `preferences`, English and Korean.
import { area } from '../area'

export const preferences = area({}, {})
