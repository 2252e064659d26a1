// A question the app asks once. Either answer ends it; it never comes back.
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useAct, useAnswer } from '../client'
import { Button } from '../ui/Button'
import { useToast } from '../ui/Toasts'

export function QuestionCard() {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const { data: questions, refetch } = useAnswer('app.questions', {})
  const act = useAct('app.answer')
  const question = questions?.[0]
  if (!question) return null
  const login = question.id === 'startAtLogin'
  const answer = (value: 'yes' | 'no') =>
    act.mutate(
      { id: question.id, answer: value },
      { onSuccess: () => void refetch(), onError: (error) => toast({ text: refusal(error) }) },
    )
  return (
    <section
      aria-label={text(login ? 'overview:question_login' : 'overview:question_tray')}
      className="border-accent border-l-2 pl-4"
    >
      <p className="font-medium">{text(login ? 'overview:question_login' : 'overview:question_tray')}</p>
      <p className="max-w-[64ch] text-ink-2">
        {text(login ? 'overview:question_login_body' : 'overview:question_tray_body')}
      </p>
      <div className="flex gap-2 pt-2">
        <Button tone="primary" size="small" busy={act.isPending} onClick={() => answer('yes')}>
          {text(login ? 'overview:question_login_yes' : 'overview:question_tray_yes')}
        </Button>
        <Button size="small" busy={act.isPending} onClick={() => answer('no')}>
          {text(login ? 'words:not_now' : 'overview:question_tray_no')}
        </Button>
      </div>
    </section>
  )
}
