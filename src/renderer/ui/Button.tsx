// Buttons: one strong one a view at most, plain ones otherwise, quiet ones inside lines, icon ones with a name and a tooltip.
import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { Tooltip } from './Tooltip'

export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger'

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'className'> {
  tone?: ButtonTone
  size?: 'small' | 'medium'
  icon?: LucideIcon
  /** While an act is under way: the button stays focusable, says so, and does nothing more. */
  busy?: boolean
  children: ReactNode
}

const tones: Record<ButtonTone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'bg-paper text-ink shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover',
  quiet: 'text-accent hover:bg-hover',
  danger: 'bg-paper text-bad shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover',
}

export function Button({ tone = 'plain', size = 'medium', icon: Icon, busy, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={busy ? undefined : onClick}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-medium font-medium whitespace-nowrap',
        'disabled:pointer-events-none disabled:opacity-45 aria-busy:opacity-60',
        size === 'small' ? 'h-6 px-2 text-small' : 'h-7 px-3 text-base',
        tones[tone],
      )}
    >
      {Icon ? <Icon aria-hidden size={14} strokeWidth={2} /> : null}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'children'> {
  icon: LucideIcon
  /** The control's name, and its tooltip. */
  label: string
  size?: 'small' | 'medium'
}

export function IconButton({ icon: Icon, label, size = 'medium', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={clsx(
          'inline-flex shrink-0 items-center justify-center rounded-medium text-ink-2 hover:bg-hover hover:text-ink',
          'disabled:pointer-events-none disabled:opacity-40 data-[popup-open]:bg-hover data-[popup-open]:text-ink',
          size === 'small' ? 'size-6' : 'size-7',
        )}
      >
        <Icon aria-hidden size={size === 'small' ? 14 : 16} strokeWidth={1.75} />
      </button>
    </Tooltip>
  )
}
