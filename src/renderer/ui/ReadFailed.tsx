// What a place shows when its answer could not be had, with Try again.
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { Button } from './Button'
import { EmptyState } from './Page'

export function ReadFailed({ error, onAskAgain }: { error: unknown; onAskAgain: () => void }) {
  const text = useText()
  const refusal = useRefusalText()
  return (
    <EmptyState
      title={text('words:failed_title')}
      actions={<Button onClick={onAskAgain}>{text('words:try_again')}</Button>}
    >
      {refusal(error)}
    </EmptyState>
  )
}
