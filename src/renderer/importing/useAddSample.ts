// One click for the sample: it is added, its first sync runs, and its rows are a click away.
import { useNavigation } from '../app/navigation'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useAct } from '../client'
import { useToast } from '../ui/Toasts'

export interface AddSample {
  add: () => void
  adding: boolean
}

export function useAddSample(): AddSample {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const { go } = useNavigation()
  const sample = useAct('sample.add')
  const add = () =>
    sample.mutate(
      {},
      {
        onSuccess: (source) => {
          const onClick = () => go('data', { sourceId: source.id })
          toast({ text: text('overview:sample_added'), action: { label: text('overview:show_rows'), onClick } })
        },
        onError: (error) => toast({ text: refusal(error) }),
      },
    )
  return { add, adding: sample.isPending }
}
