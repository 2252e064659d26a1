// What just happened, said once at the corner and read out politely: at most three, gone after six seconds, kept while read.
import { Toast } from '@base-ui/react/toast'
import { SECOND_MS } from '@shared/time'
import { X } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import { useText } from '../app/words'

export interface ToastNote {
  /** One sentence. */
  text: string
  /** The one thing to do about it, such as Undo. */
  action?: { label: string; onClick: () => void }
  /** How long it stays, ms, where that is not the usual time. */
  forMs?: number
}

/** Shows a toast: `const toast = useToast(); toast({ text })`. */
export function useToast(): (note: ToastNote) => void {
  const manager = Toast.useToastManager()
  const { add } = manager
  return useCallback(
    (note: ToastNote) => {
      add({
        description: note.text,
        ...(note.forMs === undefined ? {} : { timeout: note.forMs }),
        ...(note.action ? { actionProps: { children: note.action.label, onClick: note.action.onClick } } : {}),
      })
    },
    [add],
  )
}

/** Goes round the page once; toasts appear above everything. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={6 * SECOND_MS} limit={3}>
      {children}
      <ToastList />
    </Toast.Provider>
  )
}

function ToastList() {
  const text = useText()
  const { toasts } = Toast.useToastManager()
  return (
    <Toast.Portal>
      <Toast.Viewport
        data-toasts
        aria-label={text('words:notifications_label')}
        className="fixed right-4 bottom-10 z-50 flex w-[360px] max-w-[calc(100vw-32px)] flex-col gap-2"
      >
        {toasts.map((toast) => (
          <Toast.Root
            key={toast.id}
            toast={toast}
            aria-label={text('words:notifications_label')}
            className="floats rounded-large bg-raised shadow-float data-[limited]:hidden"
          >
            <Toast.Content className="flex items-start gap-2 py-2.5 pr-2 pl-4">
              <Toast.Description className="selectable min-w-0 flex-1 py-0.5" />
              <Toast.Action className="h-6 shrink-0 rounded-medium px-2 font-medium text-accent hover:bg-hover" />
              <Toast.Close
                aria-label={text('words:close')}
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-medium text-ink-3 hover:bg-hover hover:text-ink"
              >
                <X aria-hidden size={14} />
              </Toast.Close>
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  )
}
