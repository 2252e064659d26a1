// The overview: the one sentence, then what runs, what waits, what comes next and what is new.
import { PageHeader } from '../ui/Page'
import { useHeadline } from './useHeadline'

export function OverviewPlace() {
  const headline = useHeadline()
  return <PageHeader title={headline ?? ''} />
}
