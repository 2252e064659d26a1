// Where windows were, and whether they would still be on a screen. A small JSON file keeps it; losing it costs nothing.
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** `width` and `height` for a window that was never placed; it is never smaller than the least. */
export interface WindowSize {
  width: number
  height: number
  leastWidth: number
  leastHeight: number
}

const coordinate = z.number().int().min(-32_000).max(32_000)
const placeSchema = z.object({
  x: coordinate,
  y: coordinate,
  width: coordinate,
  height: coordinate,
  maximized: z.boolean(),
})
const placesSchema = z.record(z.string().max(50), placeSchema)
export type WindowPlace = z.infer<typeof placeSchema>

export interface BoundsStore {
  read(name: string): WindowPlace | undefined
  /** Never throws. */
  write(name: string, place: WindowPlace): void
}

/** `path`: of a JSON file that need not exist. Whatever is wrong with it counts as nothing remembered. */
export function createBoundsStore(path: string): BoundsStore {
  const readAll = (): Record<string, WindowPlace> => {
    try {
      return placesSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch {
      return {}
    }
  }
  return {
    read: (name) => readAll()[name],
    write: (name, place) => {
      try {
        writeFileSync(path, JSON.stringify({ ...readAll(), [name]: place }), { mode: 0o600 })
      } catch {
        // A full or read-only disk: the window opens in the middle next time.
      }
    },
  }
}

/** Where to open: as it was if enough of its title bar to grab is on some screen, else centred (no x and y). */
export function placeWindow(
  saved: WindowPlace | undefined,
  workAreas: readonly Rectangle[],
  size: WindowSize,
): Partial<Rectangle> & { width: number; height: number; maximized: boolean } {
  if (!saved) return { width: size.width, height: size.height, maximized: false }
  const width = Math.max(saved.width, size.leastWidth)
  const height = Math.max(saved.height, size.leastHeight)
  const reachable = workAreas.some((area) => {
    const seen = Math.min(saved.x + width, area.x + area.width) - Math.max(saved.x, area.x)
    return seen >= 120 && saved.y >= area.y && saved.y <= area.y + area.height - 40
  })
  const place = { width, height, maximized: saved.maximized }
  return reachable ? { x: saved.x, y: saved.y, ...place } : place
}
