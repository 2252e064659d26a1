// Why nothing is sent to a destination now, by destination: the first reason of its send, where that waits for more than its time.
import { reasonSentence } from '@shared/i18n/sentences'
import { useMemo } from 'react'
import { useNow } from '../app/clock'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'

const SEND = 'outbox:'

export function useSendReasons(): ReadonlyMap<string, string> {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const { data } = useAnswer('jobs.query', { kinds: ['outbox.send'], states: ['enqueued', 'blocked'], limit: 200 })
  return useMemo(() => {
    const sentences = (data?.rows ?? []).flatMap(({ names, reasons }): [string, string][] => {
      const name = names.find((one) => one.startsWith(SEND))
      const reason = reasons.find(({ code }) => code !== 'not_due')
      return name && reason ? [[name.slice(SEND.length), reasonSentence(reason, text, language, now)]] : []
    })
    return new Map(sentences)
  }, [data, text, language, now])
}
