// The fields of a source's form in their order: an address of one's own shows them, a template folds what it already knows. Once a test found
// something, what it found stands in place of what would be typed.
import { useText } from '../app/words'
import { Fold } from '../forms/Fold'
import { TokenField, type TokenFieldProps } from '../forms/TokenField'
import { FoundChangesPart, FoundPagesLine, FoundShape } from './FoundFields'
import { FoundRecords, type FoundRecordsProps } from './FoundRecords'
import { foundList } from './foundDraft'
import { MoreFields } from './MoreFields'
import { PageFields } from './PageFields'
import { type FieldsProps, NameField, PlaceFields, ShapeFields, SourceAddress, SourceSignIn } from './SourceFields'
import { TestPart } from './TestPart'
import type { SourceTester } from './useSourceTest'

export interface SectionsProps extends FieldsProps {
  tester: SourceTester
  /** null: a token is not typed in this form. */
  token: Pick<TokenFieldProps, 'value' | 'onChange'> | null
  /** What is chosen for the rows that are stored; missing: there are none yet. */
  typesBefore?: FoundRecordsProps['before']
}

export function OwnSections({ tester, token, typesBefore = null, ...fields }: SectionsProps) {
  return (
    <>
      <SourceAddress {...fields} />
      <SourceSignIn {...fields} />
      <TokenPart draft={fields.draft} token={token} />
      <TestPart draft={fields.draft} tester={tester} />
      <AnswerFields {...fields} found={tester.found} />
      <FoundRecords {...fields} found={tester.found} before={typesBefore} />
      <NameField {...fields} />
      <MoreFields {...fields} withoutChanges={hasFoundChanges(fields, tester)} />
    </>
  )
}

export function TemplateSections({ tester, token, typesBefore = null, ...fields }: SectionsProps) {
  const text = useText()
  const { draft, errors } = fields
  const isWrong = Object.keys(errors).some((place) => /^(?:url|keyField|pull\.(?:pages|tokenAs))/.test(place))
  const isOther = tester.found !== null && foundList(draft, tester.found) === null
  const hasPlaces = Object.keys(draft.filled).length > 0
  return (
    <>
      {hasPlaces ? <PlaceFields {...fields} /> : null}
      <NameField {...fields} />
      <TokenPart draft={draft} token={token} />
      <TestPart draft={draft} tester={tester} />
      <FoundRecords {...fields} found={tester.found} before={typesBefore} />
      <Fold title={text('sources:template_settings')} open={isWrong || isOther}>
        {hasPlaces ? null : <SourceAddress {...fields} />}
        <AnswerFields {...fields} found={tester.found} />
        <SourceSignIn {...fields} />
      </Fold>
      <MoreFields {...fields} withoutChanges={hasFoundChanges(fields, tester)} />
    </>
  )
}

function AnswerFields({ found, ...fields }: FieldsProps & { found: SourceTester['found'] }) {
  if (found === null) {
    return (
      <>
        <ShapeFields {...fields} />
        <PageFields {...fields} />
      </>
    )
  }
  return (
    <>
      <FoundShape {...fields} found={found} />
      <PageFields {...fields} />
      <FoundPagesLine {...fields} found={found} />
      <FoundChangesPart {...fields} found={found} />
    </>
  )
}

function TokenPart({ draft, token }: Pick<SectionsProps, 'draft' | 'token'>) {
  const text = useText()
  if (token === null || draft.auth === 'none') return null
  return <TokenField {...token} as={draft.pull.tokenAs} hint={text('sources:field_token_hint_later')} />
}

/** Then they stand beside the list that they are of. */
function hasFoundChanges({ draft }: FieldsProps, { found }: SourceTester): boolean {
  return found !== null && (draft.pull.isIncremental || foundList(draft, found)?.changes !== null)
}
