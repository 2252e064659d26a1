// The field of an HTTP address, of a source or of a destination. Which addresses are taken is the form's own to say, beside the field.
import { TextField } from '../ui/Fields'

export interface AddressFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder: string
  hint: string
  error: string | null
}

export function AddressField(props: AddressFieldProps) {
  return <TextField {...props} inputMode="url" maxLength={2_000} mono />
}
