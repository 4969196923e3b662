/** Who can reach the server, where that is more than this machine. */
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import type { ServerSettings } from '../config/configuration.ts'
import { isOwnMachine } from '../config/server-settings.ts'

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** More would not be read. */
const shown = 3

/** Undefined where nobody but this machine can; `url` is where this machine finds the server. */
export function reachText(
  { host }: Pick<ServerSettings, 'host'>,
  url: string,
  interfaces: Interfaces = networkInterfaces(),
): string | undefined {
  if (isOwnMachine(host)) return undefined
  const who = 'other machines too, with the client key'
  if (host !== '0.0.0.0' && host !== '::') return who
  const { port } = new URL(url)
  const addresses = Object.values(interfaces)
    .flatMap(list => list ?? [])
    .filter(
      ({ internal, family, scopeid }) => !internal && (family === 'IPv4' || (host === '::' && !scopeid)),
    )
    .map(({ address, family }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`)
  return addresses.length > 0 ? `${who}, at ${addresses.slice(0, shown).join(', ')}` : who
}
