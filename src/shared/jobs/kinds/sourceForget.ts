// Kind `source.forget`: after a source was removed, takes its cursors, validators and, if asked, its rows out of library.db.
import { z } from 'zod'
import { noConstraints } from '../constraints'
import { type Kind } from '../kind'
import { defaultBackoff } from '../schedule'

const input = z.object({ sourceId: z.string(), table: z.string(), withRows: z.boolean() }).strict()

export const sourceForget: Kind<z.infer<typeof input>> = {
  name: 'source.forget',
  input,
  constraints: noConstraints,
  backoff: defaultBackoff,
  timeClass: 'normal',
  asked: true,
  throughPause: true,
  shown: false,
}
