// How one signs in somewhere: a choice, and the header's name where a key goes into one. The token itself: TokenField.tsx.
import { useText } from '../app/words'
import { TextField } from '../ui/Fields'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'

export const signInWays = ['none', 'bearer', 'basic', 'header'] as const
export type SignInWay = (typeof signInWays)[number]

export interface SignInFieldsProps {
  way: SignInWay
  onWay: (way: SignInWay) => void
  /** The name of the header a key goes into. */
  header: string
  onHeader: (header: string) => void
  headerError: string | null
}

export function SignInFields({ way, onWay, header, onHeader, headerError }: SignInFieldsProps) {
  const text = useText()
  return (
    <div className="grid grid-cols-2 items-start gap-4">
      <LabelledField label={text('sources:field_auth')}>
        <Select
          label={text('sources:field_auth')}
          value={way}
          options={signInWays.map((value) => ({ value, label: text(`pulling:auth_${value}`) }))}
          onChange={onWay}
        />
      </LabelledField>
      {way === 'header' ? (
        <TextField
          label={text('pulling:token_header')}
          value={header}
          onChange={onHeader}
          placeholder="X-Auth-Token"
          maxLength={500}
          mono
          error={headerError}
        />
      ) : null}
    </div>
  )
}
