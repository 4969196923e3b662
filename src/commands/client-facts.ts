/** What a client's environment depends on, read from the configuration and, where one runs, from the proxy itself. */
import type { Configuration } from '../config/configuration.ts'
import type { Backend, Backends } from '../core/backend.ts'
import { splitRef } from '../core/models.ts'
import type { ClientFacts } from './client-environment.ts'
import { listedModels } from './listed-models.ts'

/** What a running proxy says it answers with; it may have been started with other flags. */
export interface Running {
  readonly backend?: string
  readonly model?: string
}

/** Who is asked where a request names nobody. */
export interface Target {
  readonly name: string
  readonly backend?: Backend
  readonly model?: string
}

/** `patience` is how long a backend may take to list its models, in milliseconds. */
export async function clientFacts(
  configuration: Configuration,
  url: string,
  running: Running = {},
  patience = 1_500,
): Promise<ClientFacts> {
  const { chain, server } = configuration
  const { name, backend, model } = targetOf(configuration, running)
  const native = backend?.native === true
  const contextWindow =
    native || model === undefined ? undefined : await windowOf(configuration, backend, model, patience)
  return {
    url,
    backend: name,
    native,
    needsLogin: needsLogin(configuration, native),
    ...(model !== undefined && { model }),
    ...(contextWindow !== undefined && { contextWindow }),
    backends: chain.backends.names,
    ...(server.clientKey !== undefined && { clientKey: server.clientKey }),
  }
}

export function targetOf({ chain }: Configuration, running: Running = {}): Target {
  const named = running.model ?? (running.backend === undefined ? chain.models.fixed?.model : undefined)
  const split = splitRef(named ?? '', { names: chain.backends.names, find: made(chain.backends) })
  const name = split.backend ?? running.backend ?? chain.models.defaultBackend
  const backend = made(chain.backends)(name)
  const model = split.model || backend?.model
  return { name, ...(backend && { backend }), ...(model && { model }) }
}

/** True where some request may reach Anthropic's own API. */
export const needsLogin = ({ chain }: Configuration, native: boolean): boolean =>
  native || chain.models.rules.some(rule => leadsToNative(rule.model, chain.backends))

/** A backend that cannot be made has its say when a request wants it; here it only tells nothing. */
const made =
  (backends: Backends) =>
  (name: string): Backend | undefined => {
    try {
      return backends.find(name)
    } catch {
      return undefined
    }
  }

function leadsToNative(reference: string, backends: Backends): boolean {
  const find = made(backends)
  const { backend } = splitRef(reference, { names: backends.names, find })
  return backend !== undefined && find(backend)?.native === true
}

/** Tokens, where the configuration's facts, those of the program or the backend's own list know them. */
async function windowOf(
  { chain, facts }: Configuration,
  backend: Backend | undefined,
  model: string,
  patience: number,
): Promise<number | undefined> {
  const known = facts(model, backend?.name).contextWindow
  if (known !== undefined) return known
  if (!backend) return undefined
  const listed = await listedModels(chain, backend, AbortSignal.timeout(patience)).catch(() => undefined)
  return listed?.find(({ id }) => id === model)?.contextWindow
}
