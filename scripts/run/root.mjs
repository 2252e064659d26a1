// The project's folder, found from here so that every script works from any working directory.
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
