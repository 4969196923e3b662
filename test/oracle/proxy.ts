/** A whole proxy inside the test's own process: real server, real gateway, and the backends that a test brings. */
import type { BackendFactory } from '../../src/backends/backend-factory.ts'
import type { ServerSettings } from '../../src/config/configuration.ts'
import type { Backend } from '../../src/core/backend.ts'
import type { LoadedPlugin } from '../../src/core/chain.ts'
import { createGateway } from '../../src/core/gateway.ts'
import { silentLog } from '../../src/core/log.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import type { PluginLimits } from '../../src/core/running-plugin.ts'
import { startServer } from '../../src/server/start.ts'
import { createWire } from '../../src/wire/http.ts'

export interface OracleProxy {
  readonly url: string
  close(): Promise<void>
}

export interface OracleSettings {
  /** The first one answers what names no other. */
  readonly backends: Readonly<Record<string, BackendFactory>>
  readonly plugins?: readonly Plugin[]
  readonly settings?: Partial<ServerSettings>
  /** Of the hooks of plugins. */
  readonly limits?: Partial<PluginLimits>
}

export async function startOracleProxy({
  backends,
  plugins = [],
  settings,
  limits,
}: OracleSettings): Promise<OracleProxy> {
  const wire = createWire()
  const made = new Map<string, Backend>()
  for (const [name, factory] of Object.entries(backends)) {
    made.set(name, factory({ name, wire, log: silentLog }))
  }
  const [defaultBackend = ''] = made.keys()
  const gateway = await createGateway({
    chain: {
      plugins: plugins.map((plugin): LoadedPlugin => ({ plugin, fingerprint: plugin.name })),
      backends: { names: [...made.keys()], find: name => made.get(name) },
      models: { defaultBackend, rules: [] },
      config: { backends: [...made.keys()], defaultBackend },
    },
    ...(limits && { limits }),
  })
  const server = await startServer({
    gateway,
    settings: {
      port: 0,
      host: '127.0.0.1',
      allowHosts: [],
      commitAfterMs: 60_000,
      forward: [],
      ...settings,
    },
    log: silentLog,
    about: () => ({
      version: '0.0.0',
      folder: process.cwd(),
      backend: { name: defaultBackend, reason: 'the test says so' },
    }),
  })
  return {
    url: server.url,
    async close() {
      await server.close(0)
      wire.close()
      for (const backend of made.values()) backend.close?.()
    },
  }
}

/** A backend of a test as the factory that a configuration would name. */
export const given =
  (backend: Omit<Backend, 'name'>): BackendFactory =>
  ({ name }) => ({ name, ...backend })
