// The window's keys: Ctrl/Cmd with a digit goes to a place, with a comma opens the preferences.
import { useEffect } from 'react'
import { call } from '../client'
import { useNavigation } from './navigation'
import { placeForDigit } from './places'

export function useShortcuts(): void {
  const { go } = useNavigation()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      const view = placeForDigit(event.key)
      if (view) go(view)
      else if (event.key === ',') void call('app.openPreferences', {}).catch(() => undefined)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [go])
}
