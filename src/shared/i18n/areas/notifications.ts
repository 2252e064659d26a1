// Sentences of the area `notifications`, English and Korean.
import { area } from '../area'

export const notifications = area({}, {})
