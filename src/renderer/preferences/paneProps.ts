// What every section of the preferences is given: all settings, and the way to change some.
import type { Preferences, PreferencesChange } from '@shared/preferences'

export interface PaneProps {
  preferences: Preferences
  set: (change: PreferencesChange) => void
}
