// A value whose beginning stands in the panel: the rest comes when it is asked for, JSON set out over lines by a process of its own.
import type { CellRequest } from '@shared/readerMessages'
import { useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { Notice } from '../ui/Notice'

export interface LongValueProps {
  /** Of the value that is meant; give the component a key by row and column. */
  request: CellRequest
  /** The beginning that is there already. */
  beginning: string
}

export function LongValue({ request, beginning }: LongValueProps) {
  const text = useText()
  const refusal = useRefusalText()
  const [isWanted, setWanted] = useState(false)
  const whole = useAnswer('data.cell', request, { enabled: isWanted })
  if (whole.data) return <Whole {...whole.data} />
  return (
    <>
      <span className="whitespace-pre-wrap break-words">{beginning}</span>
      <span className="flex items-center gap-2 pt-1 text-ink-3 text-small">
        … {text('data:cut')}
        <Button
          tone="quiet"
          size="small"
          aria-label={text('data:show_all_of', { name: request.column })}
          busy={isWanted && whole.isPending}
          onClick={() => setWanted(true)}
        >
          {text('data:show_all')}
        </Button>
      </span>
      {whole.error ? <Notice meaning="failed">{refusal(whole.error)}</Notice> : null}
    </>
  )
}

function Whole({ text: value, isJson, isCut }: { text: string; isJson: boolean; isCut: boolean }) {
  const text = useText()
  return (
    <>
      {isJson ? (
        <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-small">{value}</pre>
      ) : (
        <span className="whitespace-pre-wrap break-words">{value}</span>
      )}
      {isCut ? <span className="block text-ink-3 text-small">… {text('data:cut_long')}</span> : null}
    </>
  )
}
