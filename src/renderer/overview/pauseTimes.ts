// When a pause chosen from the menu ends. Pure; local time zone, as a person means 'tomorrow'.
import { HOUR_MS, MINUTE_MS } from '@shared/time'

export const pauseChoices = ['30_minutes', '2_hours', 'tomorrow', 'open'] as const
export type PauseChoice = (typeof pauseChoices)[number]

/** ms UTC; null: until the person resumes. Tomorrow is 8:00 of the next day. */
export function pauseEnd(choice: PauseChoice, nowMs: number): number | null {
  switch (choice) {
    case '30_minutes':
      return nowMs + 30 * MINUTE_MS
    case '2_hours':
      return nowMs + 2 * HOUR_MS
    case 'tomorrow': {
      const day = new Date(nowMs)
      return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 8).getTime()
    }
    case 'open':
      return null
  }
}
