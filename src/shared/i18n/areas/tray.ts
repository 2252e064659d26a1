// Sentences of the area `tray`, English and Korean.
import { area } from '../area'

export const tray = area({}, {})
