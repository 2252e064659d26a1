// Sentences of the area `jobs`, English and Korean.
import { area } from '../area'

export const jobs = area({}, {})
