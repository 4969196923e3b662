/** Plugins set up and in order, with the backends and model rules they run under. Kept until its last exchange has ended. */
import type { EventStream } from '../anthropic/events.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Backend, Backends, ModelRef } from './backend.ts'
import type { ChainSettings, LoadedPlugin } from './chain.ts'
import type { Choice, Exchange } from './exchange.ts'
import type { Log } from './log.ts'
import { chooseModel, type ModelSettings, modelOf } from './models.ts'
import { optionsOf, type Plugin, type PluginContext } from './plugin.ts'
import type { Price } from './price.ts'
import type { LogRecord } from './record.ts'
import { type PluginLimits, RunningPlugin } from './running-plugin.ts'
import type { Store } from './store.ts'

/** What the gateway gives every chain. */
export interface ChainServices {
  readonly log: Log
  readonly store: (plugin: string) => Store
  readonly limits: PluginLimits
  readonly ask: (model: ModelRef, request: MessagesRequest, parent?: Exchange) => EventStream
  readonly record: (exchange: Exchange) => Promise<LogRecord | undefined>
}

/** A plugin whose `setup` failed: the start stops, a reload keeps the old chain. */
export class PluginStartError extends Error {
  override readonly name = 'PluginStartError'
}

export class RunningChain {
  readonly plugins: readonly RunningPlugin[]
  readonly models: ModelSettings
  readonly backends: Backends
  readonly strict: boolean
  readonly log: Log
  #exchanges = 0
  #retired = false
  #ended: Promise<void> | undefined

  private constructor(plugins: readonly RunningPlugin[], settings: ChainSettings, log: Log) {
    this.plugins = plugins
    this.models = settings.models
    this.backends = withBackends(settings.backends, plugins)
    this.strict = settings.strict === true
    this.log = log
    for (const running of plugins) {
      running.uses += 1
      running.settings = settings
    }
  }

  /** Sets up what `previous` does not already run. Throws `PluginStartError`, and then nothing is left set up. */
  static async start(
    settings: ChainSettings,
    services: ChainServices,
    previous?: RunningChain,
  ): Promise<RunningChain> {
    const fresh: RunningPlugin[] = []
    const plugins: RunningPlugin[] = []
    try {
      for (const loaded of inOrder(settings.plugins)) {
        const old = previous?.plugins.find(({ plugin }) => plugin.name === loaded.plugin.name)
        if (old && old.loaded.fingerprint === loaded.fingerprint) {
          plugins.push(old)
          continue
        }
        const running = new RunningPlugin(loaded, services.log, services.limits)
        await setUp(running, contextOf(running, settings, services, old?.plugin))
        fresh.push(running)
        plugins.push(running)
      }
    } catch (thrown) {
      await Promise.all(fresh.map(takeDown))
      throw thrown
    }
    return new RunningChain(plugins, settings, services.log)
  }

  /** The plugins that run on an exchange: on a child only those that ask for children. */
  pluginsFor(exchange: Exchange): readonly RunningPlugin[] {
    return exchange.parent ? this.plugins.filter(({ plugin }) => plugin.children) : this.plugins
  }

  enter(): void {
    this.#exchanges += 1
  }

  leave(): void {
    this.#exchanges -= 1
    if (this.#retired && this.#exchanges === 0) void this.#end()
  }

  /** Takes its plugins down after the last exchange, those that no newer chain runs. Resolves when that is done. */
  async retire(): Promise<void> {
    this.#retired = true
    if (this.#exchanges === 0) await this.#end()
  }

  #end(): Promise<void> {
    this.#ended ??= (async () => {
      for (const running of this.plugins) running.uses -= 1
      await Promise.all(this.plugins.filter(running => running.uses === 0).map(takeDown))
    })()
    return this.#ended
  }
}

async function setUp(running: RunningPlugin, context: PluginContext): Promise<void> {
  try {
    await running.run('setup', () => running.plugin.setup?.(context))
  } catch (thrown) {
    running.controller.abort()
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    const text = reason.includes(running.plugin.name) ? reason : `plugin "${running.plugin.name}": ${reason}`
    throw new PluginStartError(text, { cause: thrown })
  }
}

async function takeDown(running: RunningPlugin): Promise<void> {
  running.controller.abort()
  await running.run('teardown', () => running.plugin.teardown?.())
}

const contextOf = (
  running: RunningPlugin,
  settings: ChainSettings,
  { log, store, ask, record }: ChainServices,
  previous: Plugin | undefined,
): PluginContext => ({
  options: running.loaded.options ?? optionsOf(running.plugin),
  log: prefixed(log, running.plugin.name),
  store: store(running.plugin.name),
  config: {
    ...settings.config,
    priceOf: (backend, model) => priceOf(running.settings ?? settings, backend, model),
    choiceOf: exchange => choiceOf(running.settings ?? settings, exchange),
    reviewers: () =>
      (running.settings ?? settings).plugins.flatMap(({ plugin }) =>
        plugin.beforeRecord ? [plugin.name] : [],
      ),
  },
  signal: running.controller.signal,
  ask,
  record,
  ...(previous && { previous }),
})

const prefixed = (log: Log, name: string): Log => ({
  debug: text => log.debug(`[${name}] ${text}`),
  info: text => log.info(`[${name}] ${text}`),
  warn: text => log.warn(`[${name}] ${text}`),
  error: text => log.error(`[${name}] ${text}`),
})

const rank = ({ plugin }: LoadedPlugin): number =>
  plugin.order === 'first' ? 0 : plugin.order === 'last' ? 2 : 1

/** As they stand around the backend, outermost first. */
export const inOrder = (plugins: readonly LoadedPlugin[]): readonly LoadedPlugin[] =>
  [...plugins].sort((one, other) => rank(one) - rank(other))

/** The backends of the configuration, and over them those that plugins bring. */
function withBackends(backends: Backends, plugins: readonly { readonly plugin: Plugin }[]): Backends {
  const own = new Map<string, Backend>(
    plugins.flatMap(({ plugin }) => (plugin.backends ?? []).map(backend => [backend.name, backend] as const)),
  )
  if (own.size === 0) return backends
  return {
    names: [...new Set([...backends.names, ...own.keys()])],
    find: name => own.get(name) ?? backends.find(name),
  }
}

async function priceOf(settings: ChainSettings, name: string, model: string): Promise<Price | undefined> {
  try {
    const backends = withBackends(settings.backends, settings.plugins)
    return await settings.prices?.(backends.find(name) ?? { name }, model)
  } catch {
    // A backend that cannot be made has its say when a request wants it.
    return undefined
  }
}

function choiceOf(settings: ChainSettings, exchange: Exchange): Choice | undefined {
  try {
    const backends = withBackends(settings.backends, settings.plugins)
    return chooseModel(modelOf(exchange), exchange, settings.models, backends).choice
  } catch {
    // Whoever asks the model will say what is wrong with it.
    return undefined
  }
}
