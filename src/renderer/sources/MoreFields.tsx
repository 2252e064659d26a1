// What is seldom needed about a pull, behind "More settings": the request, only what changed, rows that are gone, limits.
import { useText } from '../app/words'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Switch } from '../ui/Switch'
import { TextArea } from '../ui/TextArea'
import { DeletesFields } from './DeletesFields'
import { Group, type GroupProps, Line, Pair, type PullFieldsProps, useWrong } from './pullControls'
import { hasMore, type PullDraft } from './pullDraft'
import { Fold } from './SourceFields'

export function MoreFields({ draft, onChange, errors }: PullFieldsProps) {
  const text = useText()
  const set = (change: Partial<PullDraft>) => onChange({ pull: { ...draft.pull, ...change } })
  const isWrong = Object.keys(errors).some((place) => /^pull\.(?!pages|tokenAs)/.test(place))
  const props = { pull: draft.pull, set, errors }
  return (
    <Fold title={text('sources:more_settings')} open={isWrong || hasMore(draft.pull)}>
      <RequestFields {...props} />
      <ChangesFields {...props} />
      <DeletesFields {...props} />
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

function ChangesFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  return (
    <Group title="pulling:changes">
      <Switch
        showLabel
        label={text('pulling:changes_on')}
        checked={pull.isIncremental}
        onChange={(isIncremental) => set({ isIncremental })}
      />
      {pull.isIncremental ? <IncrementalFields pull={pull} set={set} errors={errors} /> : null}
    </Group>
  )
}

function IncrementalFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  const { incremental } = pull
  const change = (part: Partial<PullDraft['incremental']>) => set({ incremental: { ...incremental, ...part } })
  return (
    <>
      <Pair>
        <Line
          label="pulling:changes_field"
          value={incremental.field}
          onChange={(field) => change({ field })}
          place="incremental.field"
          errors={errors}
          placeholder="updated_at"
        />
        <Line
          label="pulling:changes_param"
          value={incremental.param}
          onChange={(param) => change({ param })}
          place="incremental.param"
          errors={errors}
          placeholder="since"
        />
        <CompareField value={incremental.compare} onChange={(compare) => change({ compare })} />
        {incremental.compare === 'time' ? (
          <Line
            isNumber
            label="pulling:changes_lag"
            value={incremental.lagS}
            onChange={(lagS) => change({ lagS })}
            place="incremental.lagMs"
            errors={errors}
            hint="pulling:changes_lag_hint"
          />
        ) : null}
      </Pair>
      <Switch
        showLabel
        label={text('pulling:changes_ascending')}
        checked={incremental.ascending}
        onChange={(ascending) => change({ ascending })}
      />
    </>
  )
}

interface CompareProps {
  value: PullDraft['incremental']['compare']
  onChange: (value: PullDraft['incremental']['compare']) => void
}

function CompareField({ value, onChange }: CompareProps) {
  const text = useText()
  const label = text('pulling:changes_compare')
  return (
    <LabelledField label={label}>
      <Select
        label={label}
        value={value}
        options={(['time', 'integer', 'text'] as const).map((one) => ({
          value: one,
          label: text(`pulling:compare_${one}`),
        }))}
        onChange={onChange}
      />
    </LabelledField>
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
