// The fields of a source's form in their order: an address of one's own shows them, a template folds what it already knows.
import { useText } from '../app/words'
import { MoreFields } from './MoreFields'
import { PageFields } from './PageFields'
import { SignInFields } from './SignInFields'
import { AddressField, type FieldsProps, Fold, NameField, PlaceFields, ShapeFields } from './SourceFields'

export function OwnSections(fields: FieldsProps) {
  return (
    <>
      <AddressField {...fields} />
      <NameField {...fields} />
      <AnswerFields {...fields} />
      <MoreFields {...fields} />
    </>
  )
}

export function TemplateSections(fields: FieldsProps) {
  const text = useText()
  const isWrong = Object.keys(fields.errors).some((place) => /^(?:url|keyField|pull\.(?:pages|tokenAs))/.test(place))
  const hasPlaces = Object.keys(fields.draft.filled).length > 0
  return (
    <>
      {hasPlaces ? <PlaceFields {...fields} /> : null}
      <NameField {...fields} />
      <Fold title={text('sources:template_settings')} open={isWrong}>
        {hasPlaces ? null : <AddressField {...fields} />}
        <AnswerFields {...fields} />
      </Fold>
      <MoreFields {...fields} />
    </>
  )
}

function AnswerFields(fields: FieldsProps) {
  return (
    <>
      <ShapeFields {...fields} />
      <PageFields {...fields} />
      <SignInFields {...fields} />
    </>
  )
}
