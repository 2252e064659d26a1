// The line above the rows: the search, which news, and the way to a file.
import { rowNews, type TableView } from '@shared/readerMessages'
import { useState } from 'react'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { Tabs } from '../ui/Tabs'
import { AboutDialog } from './AboutDialog'
import { ExportMenu } from './ExportMenu'
import { ReviewNotice } from './ReviewNotice'
import { tableId } from './tableWords'
import type { LookForm } from './useTableLook'

export function LookBar({ table, form }: { table: TableView; form: LookForm }) {
  const text = useText()
  const language = useLanguage()
  const { file, table: name } = table
  const { data: about } = useAnswer('data.about', { file, table: name, since: form.look.since })
  const [asked, setAsked] = useState(false)
  const count = (what: (typeof rowNews)[number]): string | undefined =>
    about?.news ? new Intl.NumberFormat(language).format(about.news[what]) : undefined
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1.5">
      <input
        type="search"
        aria-label={text('browsing:search', { table: name })}
        placeholder={text('browsing:search_hint')}
        value={form.typed}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => form.type(event.target.value)}
        className="h-7 w-44 min-w-24 shrink rounded-medium bg-paper px-2.5 shadow-[inset_0_0_0_1px_var(--line-strong)] placeholder:text-ink-3"
      />
      <div className="@max-[700px]:order-last @max-[700px]:basis-full">
        <Tabs
          label={text('browsing:show')}
          value={form.look.show}
          tabs={[
            { value: 'all' as const, label: text('browsing:show_all') },
            ...rowNews.map((what) => ({ value: what, label: text(`browsing:show_${what}`), count: count(what) })),
          ]}
          onChange={(show) => form.change({ show })}
        />
      </div>
      <span className="ml-auto flex items-center gap-2">
        {about ? (
          <Button size="small" tone="quiet" onClick={() => setAsked(true)}>
            {text('browsing:about')}
          </Button>
        ) : null}
        <ExportMenu table={table} />
      </span>
      {about && asked ? (
        <AboutDialog tableId={tableId(table)} table={name} about={about} onClose={() => setAsked(false)} />
      ) : null}
      {asked ? null : (
        <div className="order-last basis-full empty:hidden">
          <ReviewNotice tableId={tableId(table)} table={name} about={about} />
        </div>
      )}
    </div>
  )
}
