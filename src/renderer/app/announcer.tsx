// Reads state changes out politely, without moving the focus (OBS-8). One sentence at a time; the same twice is said once.
import { useEffect, useState } from 'react'

/** `sentence` is what the page's headline says now. The first one after the page opened is not news. */
export function Announcer({ sentence }: { sentence: string | null }) {
  const [heard, setHeard] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (sentence === null || sentence === heard) return
    setHeard(sentence)
    if (heard !== null) setSaid(sentence)
  }, [sentence, heard])
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {said}
    </div>
  )
}
