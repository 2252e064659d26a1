// What the device must be like for a job to run. Judging a reading against these: main/engine/eligibility.ts.
import { z } from 'zod'

export const networkNeeds = ['notRequired', 'connected', 'unmetered', 'metered'] as const

export const constraintsSchema = z
  .object({
    network: z.enum(networkNeeds),
    charging: z.boolean(),
    batteryNotLow: z.boolean(),
    idle: z.boolean(),
    storageNotLow: z.boolean(),
  })
  .strict()

export type Constraints = z.infer<typeof constraintsSchema>

/** Only the fields somebody set: a job's, a source's (D20). The rest is inherited. */
export const constraintChoicesSchema = constraintsSchema.partial()
export type ConstraintChoices = z.infer<typeof constraintChoicesSchema>

/** Who decided one effective constraint (D20: the job, else the source, else the kind; preferences add). */
export type ConstraintOrigin = 'job' | 'source' | 'kind' | 'preference'
export type EffectiveConstraints = { [K in keyof Constraints]: { value: Constraints[K]; from: ConstraintOrigin } }

export const noConstraints: Constraints = {
  network: 'notRequired',
  charging: false,
  batteryNotLow: false,
  idle: false,
  storageNotLow: false,
}
