// The test in a source's form: its button, and what became of it. What it found is corrected in the fields below it (FoundFields.tsx).
import { byteSize } from '@shared/i18n/sentences'
import { failedTestKey } from '@shared/i18n/sourceTestSentence'
import type { SourceTest } from '@shared/sourceTest'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { ErrorDetails } from '../ui/ErrorDetails'
import { Notice } from '../ui/Notice'
import { addressOf, type SourceDraft } from './sourceDraft'
import type { SourceTester } from './useSourceTest'

export function TestPart({ draft, tester }: { draft: SourceDraft; tester: SourceTester }) {
  const text = useText()
  const { busy, test, run } = tester
  const host = URL.parse(addressOf(draft))?.host ?? ''
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-3">
        <Button busy={busy} onClick={run}>
          {text(test === null ? 'sourceTest:do' : 'sourceTest:again')}
        </Button>
        <span className="text-ink-3 text-small">
          {busy ? text('sourceTest:asking', { host }) : text('sourceTest:hint')}
        </span>
      </div>
      <div aria-live="polite">{busy ? null : <Result host={host} tester={tester} />}</div>
    </div>
  )
}

function Result({ host, tester: { test, refused } }: { host: string; tester: SourceTester }) {
  const refusal = useRefusalText()
  if (refused !== null) return <Notice meaning="failed">{refusal(refused)}</Notice>
  if (test === null) return null
  return test.type === 'failed' ? <Failed test={test} /> : <Answered host={host} test={test} />
}

function Failed({ test: { error } }: { test: Extract<SourceTest, { type: 'failed' }> }) {
  const text = useText()
  return (
    <Notice meaning="failed">
      {text(failedTestKey(error.code))}
      <ErrorDetails error={error} isSaid />
    </Notice>
  )
}

function Answered({ host, test }: { host: string; test: Extract<SourceTest, { type: 'answered' }> }) {
  const text = useText()
  const language = useLanguage()
  const formatted = new Intl.NumberFormat(language).format(test.ms)
  if (test.lists.length === 0) return <Notice meaning="failed">{text('sourceTest:no_list')}</Notice>
  return (
    <Notice meaning="done">
      {text('sourceTest:answered', { host, formatted, size: byteSize(test.bytes, language) })}{' '}
      {test.isWhole ? null : text('sourceTest:part')}
    </Notice>
  )
}
