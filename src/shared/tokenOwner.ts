// Who may own a token. Each kind is named in duties/tokenOwners.ts, which says which of them there are: without a line there, their tokens would be
// taken for strays.

export interface TokenOwner {
  kind: 'source' | 'destination'
  id: string
}
