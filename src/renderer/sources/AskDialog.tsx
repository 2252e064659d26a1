// The dialog that is open about one source. A source that was given a sign-in is asked for its token next.
import { assertNever } from '@shared/errors'
import type { JobView } from '@shared/jobs/job'
import type { SourceView } from '@shared/sources'
import { EditDialog } from './EditDialog'
import { HeldDeletesDialog } from './HeldDeletesDialog'
import { PullAgainDialog } from './PullAgainDialog'
import { RemoveDialog } from './RemoveDialog'
import { SignInDialog, SignOutDialog } from './SignInDialog'
import type { SourceAsk } from './SourceDetail'

export interface AskDialogProps {
  ask: SourceAsk
  source: SourceView
  /** Its sync; null: it has none. */
  job: JobView | null
  /** Opens another one, or none. */
  onAsk: (ask: { ask: SourceAsk; sourceId: string } | null) => void
  onRemoved: () => void
}

export function AskDialog({ ask, source, job, onAsk, onRemoved }: AskDialogProps) {
  const close = () => onAsk(null)
  switch (ask) {
    case 'edit':
      return (
        <EditDialog
          source={source}
          onClose={close}
          onSaved={(saved) => onAsk(saved.signedIn === false ? { ask: 'signIn', sourceId: saved.id } : null)}
        />
      )
    case 'deletes':
      return <HeldDeletesDialog source={source} job={job} onClose={close} />
    case 'again':
      return <PullAgainDialog source={source} onClose={close} />
    case 'signIn':
      return <SignInDialog source={source} onClose={close} />
    case 'signOut':
      return <SignOutDialog source={source} onClose={close} />
    case 'remove':
      return (
        <RemoveDialog
          source={source}
          onClose={close}
          onRemoved={() => {
            close()
            onRemoved()
          }}
        />
      )
    default:
      return assertNever(ask)
  }
}
