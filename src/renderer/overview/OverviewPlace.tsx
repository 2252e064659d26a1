// The overview: the one sentence, then what needs the person, what runs, what waits, what comes next and what is new.
import type { Summary } from '@shared/summary'
import { NoticeList } from '../app/NoticeList'
import { useAnswer } from '../client'
import { ImportDialog, useImportFlow } from '../importing/ImportDialog'
import { LoadingRows } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { DeviceStrip } from './DeviceStrip'
import { FirstRun } from './FirstRun'
import { Headline } from './Headline'
import { LatelyList } from './LatelyList'
import { NowList } from './NowList'
import { ProblemList } from './ProblemList'
import { QuestionCard } from './QuestionCard'
import { NewsList, NextList, QuietLine } from './SideLists'
import { WaitingList } from './WaitingList'
import { groupsBeside } from './waitingGroups'

export function OverviewPlace() {
  const { data: summary, error, refetch } = useAnswer('summary.get', {})
  const { data: sources } = useAnswer('sources.list', {})
  // Stays open when the first start is over, which a check of a file ends.
  const flow = useImportFlow()
  if (error && !summary) return <ReadFailed error={error} onAskAgain={() => void refetch()} />
  if (!summary || !sources) return <LoadingRows />
  const isFirst = sources.length === 0 && isUntouched(summary)
  return (
    <>
      {isFirst ? <FirstRun notices={summary.notices} flow={flow} /> : <Overview summary={summary} />}
      <ImportDialog flow={flow} />
    </>
  )
}

/** No source was ever added and nothing was imported: there is nothing to look at yet but the doors. */
function isUntouched(summary: Summary): boolean {
  return summary.running.length === 0 && summary.problems.length === 0 && summary.lastSuccess === null
}

function Overview({ summary }: { summary: Summary }) {
  const quiet = summary.running.length === 0 && summary.waiting.length === 0 && summary.problems.length === 0
  return (
    <div className="@container flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="border-line border-b px-5 pt-5 pb-3">
        <Headline summary={summary} />
        <div className="pt-2 @[700px]:pl-[26px]">
          <DeviceStrip />
        </div>
      </div>
      <div className="grid flex-1 content-start gap-x-10 gap-y-7 px-5 py-5 @[820px]:grid-cols-[minmax(0,1fr)_280px]">
        <div className="flex min-w-0 flex-col gap-7">
          <NoticeList notices={summary.notices} />
          <QuestionCard />
          <ProblemList summary={summary} />
          <NowList />
          <WaitingList groups={groupsBeside(summary.waiting, summary.problems)} pauses={summary.pauses} />
          {quiet ? <QuietLine next={summary.next} /> : null}
          <LatelyList />
        </div>
        <div className="flex min-w-0 flex-col gap-7">
          <NextList next={summary.next} />
          <NewsList />
        </div>
      </div>
    </div>
  )
}
