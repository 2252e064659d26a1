// What main refused a form for, as the form's last line. Which sentence a refusal has is app/refusalText.ts's.
import { useRefusalText } from '../app/refusalText'
import { Notice } from '../ui/Notice'

export function Refused({ error }: { error: unknown }) {
  const refusal = useRefusalText()
  return error === null ? null : <Notice meaning="failed">{refusal(error)}</Notice>
}
