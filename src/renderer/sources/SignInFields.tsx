// How a source is signed in to: a choice, and the header's name where a key goes into one. The token itself: TokenField.tsx.
import { useText } from '../app/words'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Line, Pair, type PullFieldsProps } from './pullControls'
import { type SignInChoice, signInOf, withSignIn } from './sourceDraft'

export function SignInFields({ draft, onChange, errors }: PullFieldsProps) {
  const text = useText()
  const choices: readonly SignInChoice[] = ['none', 'bearer', 'basic', 'header']
  const choice = signInOf(draft)
  return (
    <Pair>
      <LabelledField label={text('sources:field_auth')}>
        <Select<SignInChoice>
          label={text('sources:field_auth')}
          value={choice}
          options={choices.map((value) => ({ value, label: text(`pulling:auth_${value}`) }))}
          onChange={(next) => onChange(withSignIn(draft, next))}
        />
      </LabelledField>
      {choice === 'header' ? (
        <Line
          label="pulling:token_header"
          value={draft.pull.tokenHeader}
          onChange={(tokenHeader) => onChange({ pull: { ...draft.pull, tokenHeader } })}
          place="tokenAs.name"
          errors={errors}
          placeholder="X-Auth-Token"
        />
      ) : null}
    </Pair>
  )
}
