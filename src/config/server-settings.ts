/** What the server is to listen on and whom it lets in: flags before variables before the file before the defaults. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Environment } from '../wire/proxy.ts'
import { shown } from './checks.ts'
import type { Config } from './config.ts'
import type { ServerSettings } from './configuration.ts'
import { ConfigError, type ConfigPlace } from './errors.ts'
import type { Flags } from './flags.ts'
import { variable } from './variables.ts'

const defaults = { port: 8082, host: '127.0.0.1', commitAfterMs: 60_000 }

/**
 * Throws a `ConfigError` for an address that is none of this machine's. Asked where `serverSettings` would refuse it for want
 * of a key: who misspells a host needs no key.
 */
export async function refuseForeignHost(
  flags: Flags,
  { server = {} }: Config,
  placeOf: (key: string) => ConfigPlace,
): Promise<void> {
  const host = flags.host ?? server.host ?? defaults.host
  if (server.clientKey !== undefined || isOwnMachine(host) || (await isOfThisMachine(host))) return
  const reason = `${host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 with server.clientKey`
  throw flags.host === undefined
    ? new ConfigError(reason, placeOf('host'))
    : new ConfigError(`--host: ${reason}`)
}

async function isOfThisMachine(host: string): Promise<boolean> {
  const own = Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address))
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => [])
  return found.some(({ address }) => everywhere.has(address) || own.includes(address))
}

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** Throws a `ConfigError` for an address that others can reach without a key. `placeOf` tells where a key stands in the file. */
export function serverSettings(
  flags: Flags,
  environment: Environment,
  { server = {} }: Config,
  placeOf: (key: string) => ConfigPlace,
): ServerSettings {
  const host = flags.host ?? server.host ?? defaults.host
  const { clientKey } = server
  if (clientKey === undefined && !isOwnMachine(host)) {
    const reason = `${host} can be reached from other machines, which needs a key: set server.clientKey in the configuration, or use 127.0.0.1`
    throw flags.host === undefined
      ? new ConfigError(reason, placeOf('host'))
      : new ConfigError(`--host: ${reason}`)
  }
  return {
    port: portOf(flags) ?? variable(environment, 'SERVER_PORT') ?? server.port ?? defaults.port,
    host,
    ...(clientKey !== undefined && { clientKey }),
    allowHosts: [...(flags.allowHost ?? []), ...(server.allowHosts ?? [])],
    commitAfterMs: server.commitAfterMs ?? defaults.commitAfterMs,
    forward: server.forward ?? [],
  }
}

function portOf({ port }: Flags): number | undefined {
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)) return port
  throw new ConfigError(`--port: expected a port 0-65535, got ${shown(port)}`)
}

export const isOwnMachine = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
