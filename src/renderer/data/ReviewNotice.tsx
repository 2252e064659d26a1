// Above the rows of a table, and on its source: how its shape changed and what was set aside since somebody last looked, until it was seen.
import type { TableAbout } from '@shared/readerMessages'
import { useState } from 'react'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { Notice } from '../ui/Notice'
import { AboutDialog } from './AboutDialog'
import { type ToReview, toReview } from './review'
import { shapeWords } from './tableWords'
import { useReviewed } from './useReviewed'

export interface ReviewNoticeProps {
  /** 'library/orders'. */
  tableId: string
  table: string
  about: TableAbout | undefined
}

export function ReviewNotice({ tableId, table, about }: ReviewNoticeProps) {
  const text = useText()
  const [isOpen, setOpen] = useState(false)
  const reviewed = useReviewed(tableId)
  const review = about ? toReview(about, reviewed) : null
  if (!about || (review === null && !isOpen)) return null
  return (
    <>
      {review ? (
        <Notice
          action={
            <Button size="small" onClick={() => setOpen(true)}>
              {text('browsing:review')}
            </Button>
          }
        >
          <Sentences table={table} review={review} />
        </Notice>
      ) : null}
      {isOpen ? <AboutDialog tableId={tableId} table={table} about={about} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Sentences({ table, review: { changes, setAside } }: { table: string; review: ToReview }) {
  const text = useText()
  const numbers = new Intl.NumberFormat(useLanguage())
  const formatted = (count: number) => numbers.format(count)
  const [first] = changes
  return (
    <>
      {changes.length === 1 && first ? `${shapeWords(table, first, text)} ` : null}
      {changes.length > 1
        ? `${text('browsing:review_changes', { table, count: changes.length, formatted: formatted(changes.length) })} `
        : null}
      {setAside > 0
        ? text('browsing:review_set_aside', { table, count: setAside, formatted: formatted(setAside) })
        : null}
    </>
  )
}
