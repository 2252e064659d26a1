// How to get the pages after the first: a choice, and beneath it only what that choice needs.
import type { TextKey } from '@shared/i18n/text'
import { useText } from '../app/words'
import { LabelledField } from '../ui/LabelledField'
import { Select } from '../ui/Select'
import { Line, Pair, type PullFieldsProps } from './pullControls'
import { type PagesChoice, type PullDraft, pagesChoices } from './pullDraft'
import { pagesChoiceOf, withPages } from './sourceDraft'

export function PageFields({ draft, onChange, errors }: PullFieldsProps) {
  const text = useText()
  const { pages, paging } = draft.pull
  const set = (change: Partial<PullDraft['paging']>) =>
    onChange({ pull: { ...draft.pull, paging: { ...paging, ...change } } })
  return (
    <>
      <LabelledField label={text('sources:field_pages')}>
        <Select<PagesChoice>
          label={text('sources:field_pages')}
          value={pagesChoiceOf(draft)}
          options={pagesChoices.map((value) => ({ value, label: text(`pulling:pages_${value}`) }))}
          onChange={(choice) => onChange(withPages(draft, choice))}
        />
      </LabelledField>
      {pages === null ? null : <PagingFields type={pages} paging={paging} onChange={set} errors={errors} />}
    </>
  )
}

interface PagingProps extends Pick<PullFieldsProps, 'errors'> {
  type: NonNullable<PullDraft['pages']>
  paging: PullDraft['paging']
  onChange: (change: Partial<PullDraft['paging']>) => void
}

/** The default of each parameter, as the contract has it. */
const paramNames = { page: 'page', offset: 'offset', keyset: 'since_id' } as const

const paramLabels: Readonly<Record<PagingProps['type'], TextKey>> = {
  next_url: 'pulling:param',
  cursor: 'pulling:param',
  cursor_header: 'pulling:param',
  page: 'pulling:param_page',
  offset: 'pulling:param_offset',
  keyset: 'pulling:param_keyset',
}

function PagingFields(props: PagingProps) {
  const { type, paging, onChange, errors } = props
  const text = useText()
  const isCounted = type === 'page' || type === 'offset' || type === 'keyset'
  return (
    <>
      <Pair>
        <MarkField {...props} />
        {type === 'next_url' ? null : (
          <Line
            label={paramLabels[type]}
            value={paging.param}
            onChange={(param) => onChange({ param })}
            place="pages.param"
            errors={errors}
            placeholder={isCounted ? paramNames[type] : 'cursor'}
          />
        )}
        {type === 'keyset' ? (
          <Line
            label="pulling:keyset_field"
            value={paging.field}
            onChange={(field) => onChange({ field })}
            place="pages.field"
            errors={errors}
            hint="pulling:keyset_field_hint"
          />
        ) : null}
        {type === 'page' ? (
          <LabelledField label={text('pulling:first_page')}>
            <Select
              label={text('pulling:first_page')}
              value={paging.first}
              options={(['0', '1'] as const).map((value) => ({ value, label: value }))}
              onChange={(first) => onChange({ first })}
            />
          </LabelledField>
        ) : null}
      </Pair>
      {isCounted ? <LimitFields {...props} /> : null}
    </>
  )
}

/** Where the mark or the address of the next page stands in an answer. */
function MarkField({ type, paging, onChange, errors }: PagingProps) {
  if (type === 'cursor_header') {
    return (
      <Line
        label="pulling:cursor_header"
        value={paging.header}
        onChange={(header) => onChange({ header })}
        place="pages.header"
        errors={errors}
      />
    )
  }
  if (type !== 'next_url' && type !== 'cursor') return null
  return (
    <Line
      label={type === 'cursor' ? 'pulling:path_cursor' : 'pulling:path_next'}
      value={paging.path}
      onChange={(path) => onChange({ path })}
      place="pages.path"
      errors={errors}
      hint="pulling:path_hint"
    />
  )
}

function LimitFields({ type, paging, onChange, errors }: PagingProps) {
  const isOffset = type === 'offset'
  return (
    <Pair>
      <Line
        isNumber
        label="pulling:limit"
        value={paging.limit}
        onChange={(limit) => onChange({ limit })}
        place="pages.limit"
        errors={errors}
        {...(isOffset ? { placeholder: '100' } : { hint: 'pulling:limit_optional' as const })}
      />
      <Line
        label="pulling:limit_param"
        value={paging.limitParam}
        onChange={(limitParam) => onChange({ limitParam })}
        place="pages.limitParam"
        errors={errors}
        placeholder={isOffset ? 'limit' : 'per_page'}
      />
    </Pair>
  )
}
