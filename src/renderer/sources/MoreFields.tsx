// What is seldom needed about a pull, behind "More settings": the request, only what changed, rows that are gone, limits.
import { useText } from '../app/words'
import { Fold } from '../forms/Fold'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'
import { TextArea } from '../ui/TextArea'
import { ChangesFields } from './ChangesFields'
import { DeletesFields } from './DeletesFields'
import { Group, type GroupProps, Line, Pair, type PullFieldsProps, useWrong } from './pullControls'
import { hasMore, type PullDraft } from './pullDraft'
import { ShapesFields } from './ShapesFields'

export interface MoreFieldsProps extends PullFieldsProps {
  /** What a test found of it stands elsewhere in the form. */
  withoutChanges?: boolean
}

export function MoreFields({ draft, onChange, errors, withoutChanges = false }: MoreFieldsProps) {
  const text = useText()
  const set = (change: Partial<PullDraft>) => onChange({ pull: { ...draft.pull, ...change } })
  const isWrong = Object.keys(errors).some((place) => /^pull\.(?!pages|tokenAs)/.test(place))
  const props = { pull: draft.pull, set, errors }
  return (
    <Fold title={text('sources:more_settings')} open={isWrong || hasMore(draft.pull)}>
      <RequestFields {...props} />
      {withoutChanges ? null : <ChangesFields {...props} />}
      <DeletesFields {...props} />
      <ShapesFields {...props} />
      <LimitFields {...props} />
    </Fold>
  )
}

function RequestFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  const wrong = useWrong(errors)
  return (
    <Group title="pulling:request">
      <LabelledField label={text('pulling:method')}>
        <Select
          label={text('pulling:method')}
          value={pull.method}
          options={(['GET', 'POST'] as const).map((value) => ({ value, label: value }))}
          onChange={(method) => set({ method })}
        />
      </LabelledField>
      {pull.method === 'POST' ? (
        <TextArea
          label={text('pulling:body')}
          value={pull.body}
          onChange={(body) => set({ body })}
          rows={4}
          maxLength={100_000}
          placeholder='{ "status": "open" }'
          error={wrong('body')}
        />
      ) : null}
      <TextArea
        label={text('pulling:query')}
        value={pull.query}
        onChange={(query) => set({ query })}
        hint={text('pulling:query_hint')}
        error={wrong('query')}
      />
      <TextArea
        label={text('pulling:headers')}
        value={pull.headers}
        onChange={(headers) => set({ headers })}
        hint={text('pulling:headers_hint')}
        error={wrong('headers')}
      />
    </Group>
  )
}

function LimitFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  const wrong = useWrong(errors)
  const line = (place: 'maxPages' | 'maxPageMiB', label: 'pulling:max_pages' | 'pulling:max_page') => (
    <Line
      isNumber
      label={label}
      value={pull[place]}
      onChange={(value) => set({ [place]: value })}
      place={place}
      errors={errors}
    />
  )
  return (
    <Group title="pulling:limits">
      <Pair>
        {line('maxPages', 'pulling:max_pages')}
        {line('maxPageMiB', 'pulling:max_page')}
      </Pair>
      <Switch
        showLabel
        label={text('pulling:rate_on')}
        checked={pull.hasRate}
        onChange={(hasRate) => set({ hasRate })}
      />
      {pull.hasRate ? <RateFields pull={pull} set={set} errors={errors} /> : null}
      <p className="text-ink-3 text-small">{text('pulling:rate_hint')}</p>
      <TextArea
        label={text('pulling:origins')}
        value={pull.nextOrigins}
        onChange={(nextOrigins) => set({ nextOrigins })}
        hint={text('pulling:origins_hint')}
        error={wrong('nextOrigins')}
      />
    </Group>
  )
}

function RateFields({ pull, set, errors }: GroupProps) {
  return (
    <Pair>
      <Line
        isNumber
        label="pulling:per_second"
        value={pull.perSecond}
        onChange={(perSecond) => set({ perSecond })}
        place="rate.perSecond"
        errors={errors}
      />
      <Line
        isNumber
        label="pulling:at_once"
        value={pull.atOnce}
        onChange={(atOnce) => set({ atOnce })}
        place="rate.atOnce"
        errors={errors}
      />
    </Pair>
  )
}
