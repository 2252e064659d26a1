// Decides whether an address can be pulled from. Plain http only because the person typed it; never other schemes (S35), and no password in it.
import { granted, type Reply, refused } from '@shared/errors'

/** The origin, or why the address cannot be used. */
export function checkedAddress(address: string): Reply<string> {
  if (!URL.canParse(address)) return refused('url_invalid', 'The address is not a valid URL.')
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refused('url_scheme', 'Only http and https addresses can be pulled.')
  }
  if (url.username || url.password)
    return refused('url_has_password', 'The address contains a password. Put it in the token field.')
  if (/[{}]|%7[bd]/i.test(address)) return refused('url_placeholder', 'The address still has a placeholder to fill in.')
  return granted(url.origin)
}
