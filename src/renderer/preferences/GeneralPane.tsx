// General: starting at login, the language and the look.
import { useText } from '../app/words'
import { FormRow } from '../ui/FormRow'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'
import type { PaneProps } from './paneProps'

const languages = ['system', 'en', 'ko'] as const
const themes = ['system', 'light', 'dark'] as const

export function GeneralPane({ preferences, set }: PaneProps) {
  const text = useText()
  return (
    <>
      <FormRow label={text('preferences:start_at_login')} hint={text('preferences:start_at_login_hint')}>
        <Switch
          label={text('preferences:start_at_login')}
          checked={preferences.startAtLogin}
          onChange={(startAtLogin) => set({ startAtLogin })}
        />
      </FormRow>
      <FormRow label={text('preferences:language')}>
        <Select
          label={text('preferences:language')}
          value={preferences.language}
          options={languages.map((value) => ({ value, label: text(`preferences:language_${value}`) }))}
          onChange={(language) => set({ language })}
        />
      </FormRow>
      <FormRow label={text('preferences:theme')}>
        <Select
          label={text('preferences:theme')}
          value={preferences.theme}
          options={themes.map((value) => ({ value, label: text(`preferences:theme_${value}`) }))}
          onChange={(theme) => set({ theme })}
        />
      </FormRow>
    </>
  )
}
