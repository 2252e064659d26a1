// The last line of the window: whether the engine answers and works, and what the network is.

import { clockTime } from '@shared/i18n/sentences'
import { Wifi, WifiOff } from 'lucide-react'
import { isUnreachable, useAnswer } from '../client'
import { type Meaning, StateBadge } from '../ui/StateBadge'
import { useNow } from './clock'
import { networkWord } from './networkWord'
import { useLanguage, useText } from './words'

export function Footer() {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const { data: summary, error } = useAnswer('summary.get', {})
  const { data: device } = useAnswer('device.get', {})
  const { data: info } = useAnswer('app.info', {})
  const paused = summary?.pauses.some((pause) => pause.scope.type === 'all') ?? false
  let engine: { meaning: Meaning; word: string } = { meaning: 'scheduled', word: text('words:engine_starting') }
  if (isUnreachable(error)) engine = { meaning: 'failed', word: text('words:engine_unreachable') }
  else if (summary && !summary.backgroundWork) engine = { meaning: 'off', word: text('words:engine_off') }
  else if (paused) engine = { meaning: 'paused', word: text('words:engine_paused') }
  else if (summary) engine = { meaning: 'done', word: text('words:engine_ready') }
  const offline = device?.network.online === 'no' || device?.network.online === 'portal'
  const NetworkIcon = offline ? WifiOff : Wifi
  return (
    <footer className="flex h-7 shrink-0 items-center gap-5 border-line border-t bg-rail px-4 text-ink-2 text-small">
      <StateBadge meaning={engine.meaning}>{engine.word}</StateBadge>
      {device ? (
        <span className="inline-flex min-w-0 items-center gap-1.5">
          <NetworkIcon aria-hidden size={13} className="shrink-0 text-ink-3" />
          <span className="truncate">{networkWord(device, text)}</span>
        </span>
      ) : null}
      <span className="flex-1" />
      {summary?.lastSuccess ? (
        <span className="whitespace-nowrap">
          {text('words:last_success', { when: clockTime(summary.lastSuccess.at, now, language) })}
        </span>
      ) : null}
      {info ? <span className="whitespace-nowrap text-ink-3">Lull {info.version}</span> : null}
    </footer>
  )
}
