// A question or a short form above the page. Escape and the scrim close it; focus goes back to where it came from.
import { Dialog as Base } from '@base-ui/react/dialog'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { useText } from '../app/words'
import { Button } from './Button'

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** One or two sentences under the title. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the one that acts last. */
  footer?: ReactNode
  wide?: boolean
}

export function Dialog({ open, onClose, title, description, children, footer, wide = false }: DialogProps) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Base.Portal>
        {/* As high as what it lies behind, so that a dialog opened after another dims that one too. */}
        <Base.Backdrop className="floats fixed inset-0 z-30 bg-scrim" />
        <Base.Popup
          data-asks
          className={clsx(
            'floats fixed top-1/2 left-1/2 z-30 flex max-h-[calc(100vh-48px)] -translate-x-1/2 -translate-y-1/2 flex-col',
            'rounded-large bg-raised shadow-float',
            wide ? 'w-[600px]' : 'w-[440px]',
            'max-w-[calc(100vw-48px)]',
            // A dialog within another has no scrim of its own.
            'data-[nested-dialog-open]:after:absolute data-[nested-dialog-open]:after:inset-0',
            'data-[nested-dialog-open]:after:rounded-large data-[nested-dialog-open]:after:bg-scrim',
          )}
        >
          <div className="px-5 pt-4">
            <Base.Title className="font-semibold text-large">{title}</Base.Title>
            {description ? (
              <Base.Description className="mt-1 text-ink-2" render={<div />}>
                {description}
              </Base.Description>
            ) : null}
          </div>
          {children ? <div className="edged min-h-0 overflow-y-auto pt-4 pr-2.5 pl-5">{children}</div> : null}
          <div className="flex justify-end gap-2 px-5 py-4">{footer}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  title: string
  description: ReactNode
  /** The verb: 'Remove', never 'OK'. */
  confirmLabel: string
  /** 'Cancel' unless that word would be ambiguous. */
  cancelLabel?: string
  danger?: boolean
  busy?: boolean
  onConfirm: () => void
  children?: ReactNode
}

/** Asks before what cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const text = useText()
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={props.title}
      description={props.description}
      footer={
        <>
          <Button onClick={props.onClose}>{props.cancelLabel ?? text('words:cancel')}</Button>
          <Button tone={props.danger ? 'danger' : 'primary'} busy={props.busy ?? false} onClick={props.onConfirm}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  )
}
