// Who owns a token now: the one list that the clean-up of stray tokens believes. A new kind of owner does not compile until it is here.
import type { Core } from '@shared/core'
import type { TokenOwner } from '@shared/tokenOwner'

type Rows = Pick<Core, 'sources' | 'destinations'>

const ownersOf: Readonly<Record<TokenOwner['kind'], (core: Rows) => Promise<readonly { id: string }[]>>> = {
  source: (core) => core.sources(),
  destination: (core) => core.destinations(),
}

/** Their ids. Rejects when one kind cannot be read: then nothing is known to be a stray. */
export async function tokenOwners(core: Rows): Promise<string[]> {
  const owners = await Promise.all(Object.values(ownersOf).map((read) => read(core)))
  return owners.flat().map(({ id }) => id)
}
