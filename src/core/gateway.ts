/**
 * Takes an exchange through its three phases: every `beforeRequest` in list order, the onion around the backend, and
 * every `onEnd` in reverse. Knows nothing of HTTP: the server, replay and the council drive it alike.
 */
import { InvalidRequestError } from '../anthropic/errors.ts'
import type { EventStream } from '../anthropic/events.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { AskOptions, Backend, Call, ModelRef, TokenCount } from './backend.ts'
import { type Batch, eventsOf } from './batch.ts'
import { type Children, LiveCall } from './call.ts'
import type { ChainSettings } from './chain.ts'
import { countExchange } from './count-run.ts'
import { shareCredentials } from './credentials.ts'
import type { Exchange } from './exchange.ts'
import { runExchange } from './exchange-run.ts'
import type { Flow } from './flow.ts'
import { within } from './interrupt.ts'
import { type ExchangeInput, LiveExchange } from './live-exchange.ts'
import { type Log, silentLog } from './log.ts'
import type { ModelSettings } from './models.ts'
import type { RunParts } from './phases.ts'
import type { Route } from './plugin.ts'
import { type LogRecord, recordOf } from './record.ts'
import { type ChainServices, RunningChain } from './running-chain.ts'
import { defaultLimits, type PluginLimits, type PluginStatus } from './running-plugin.ts'
import { memoryStore, type Store } from './store.ts'

export interface GatewaySettings {
  readonly chain: ChainSettings
  readonly log?: Log
  readonly store?: (plugin: string) => Store
  readonly limits?: Partial<PluginLimits>
}

export interface GatewayStatus {
  readonly plugins: readonly PluginStatus[]
  readonly exchanges: {
    readonly open: number
    readonly answered: number
    readonly failed: number
    readonly aborted: number
  }
}

// A council in a council is a mistake in the configuration, not a wish.
const deepestChild = 3

export class Gateway {
  readonly #services: ChainServices
  #chain!: RunningChain
  readonly #chains = new WeakMap<Exchange, RunningChain>()
  readonly #running = new Set<Promise<unknown>>()
  readonly #counts = { open: 0, answered: 0, failed: 0, aborted: 0 }

  private constructor({ log = silentLog, store, limits }: GatewaySettings) {
    const stores = new Map<string, Store>()
    const ownStore = (name: string): Store => {
      const known = stores.get(name) ?? memoryStore()
      stores.set(name, known)
      return known
    }
    this.#services = {
      log,
      store: store ?? ownStore,
      limits: { ...defaultLimits, ...limits },
      ask: (model, request, parent) => this.#ask(model, request, parent),
      record: exchange => this.record(exchange),
    }
  }

  /** Sets up the chain. Throws `PluginStartError`. */
  static async create(settings: GatewaySettings): Promise<Gateway> {
    const gateway = new Gateway(settings)
    gateway.#chain = await RunningChain.start(settings.chain, gateway.#services)
    return gateway
  }

  createExchange(input: ExchangeInput): LiveExchange {
    return new LiveExchange(input)
  }

  /** The answer to an exchange. Throws an `ApiError`; stops when the exchange's signal does. */
  handle(exchange: LiveExchange): Flow<Batch> {
    return runExchange(exchange, () => this.#enter(exchange))
  }

  async countTokens(exchange: LiveExchange): Promise<TokenCount> {
    return countExchange(exchange, this.#enter(exchange))
  }

  /** Runs new settings from the next exchange on. Throws `PluginStartError` and keeps the old ones. */
  async replace(settings: ChainSettings): Promise<void> {
    const old = this.#chain
    this.#chain = await RunningChain.start(settings, this.#services, old)
    void old.retire()
  }

  get status(): GatewayStatus {
    return {
      plugins: this.#chain.plugins.map(running => running.status()),
      exchanges: { ...this.#counts },
    }
  }

  get routes(): readonly Route[] {
    return this.#chain.plugins.flatMap(({ plugin }) => plugin.routes ?? [])
  }

  /** True while a plugin is loaded that rewrites secrets: bodies it cannot see must not be forwarded. */
  get redacting(): boolean {
    return this.#chain.plugins.some(({ plugin }) => plugin.redacts)
  }

  /** The backend that answers where nothing else is said. */
  get defaultBackend(): Backend | undefined {
    return this.#chain.backends.find(this.#chain.models.defaultBackend)
  }

  /** The rules that choose a model. */
  get models(): ModelSettings {
    return this.#chain.models
  }

  get backendNames(): readonly string[] {
    return this.#chain.backends.names
  }

  findBackend(name: string): Backend | undefined {
    return this.#chain.backends.find(name)
  }

  /** A call outside any exchange's run, for listings and paths that are carried unchanged: no hooks run on it. */
  callOf(exchange: LiveExchange, backend: Backend | undefined): Call {
    return new LiveCall({
      exchange,
      backend: backend?.name ?? '',
      model: '',
      plugins: [],
      log: this.#services.log,
      children: this.#childrenOf(exchange),
    })
  }

  /** The record after every plugin's `beforeRecord`; undefined where one withheld it or failed. */
  async record(exchange: Exchange): Promise<LogRecord | undefined> {
    const chain = this.#chains.get(exchange) ?? this.#chain
    let record = recordOf(exchange)
    for (const running of chain.plugins) {
      if (!running.has('beforeRecord')) continue
      try {
        const answer = await running.run('beforeRecord', () => running.plugin.beforeRecord?.(record))
        if (answer === null) return undefined
        record = answer ?? record
      } catch {
        // Fails closed: the fault is already reported under the plugin's name.
        return undefined
      }
    }
    return record
  }

  /** Waits for what is open, at most `milliseconds`, and takes the plugins down. */
  async close(milliseconds = 10_000): Promise<void> {
    await within(milliseconds, Promise.all(this.#running))
    await within(milliseconds, this.#chain.retire())
  }

  #enter(exchange: LiveExchange): RunParts {
    const chain = this.#chain
    chain.enter()
    this.#chains.set(exchange, chain)
    this.#counts.open += 1
    return {
      chain,
      children: this.#childrenOf(exchange),
      ended: run => this.#track(run, exchange, chain),
    }
  }

  /** Keeps the chain until the last `onEnd` of an exchange has run. */
  #track(run: Promise<unknown>, exchange: LiveExchange, chain: RunningChain): void {
    this.#running.add(run)
    void run.finally(() => {
      this.#running.delete(run)
      this.#counts.open -= 1
      this.#counts[exchange.outcome?.kind ?? 'failed'] += 1
      chain.leave()
    })
  }

  #childrenOf(parent: Exchange): Children {
    return {
      ask: (model, request, options) => this.#ask(model, request, parent, options),
      count: (model, request) => this.countTokens(child(model, { request, kind: 'count_tokens' }, parent)),
    }
  }

  #ask(model: ModelRef, request: MessagesRequest, parent?: Exchange, options?: AskOptions): EventStream {
    return eventsOf(this.handle(child(model, { request }, parent, options)))
  }
}

/** Throws an `InvalidRequestError` for one that goes too deep. */
function child(
  model: ModelRef,
  input: Pick<ExchangeInput, 'kind' | 'request'>,
  parent?: Exchange,
  { signal }: AskOptions = {},
): LiveExchange {
  const line: Exchange[] = []
  for (let ancestor = parent; ancestor; ancestor = ancestor.parent) line.unshift(ancestor)
  if (line.length > deepestChild) {
    const names = line.map(({ choice }) => (choice ? `${choice.backend}:${choice.model}` : 'a plugin'))
    throw new InvalidRequestError(`models ask each other in a circle: ${[...names, model].join(' > ')}`)
  }
  const signals = [parent?.signal, signal].filter(one => one !== undefined)
  const exchange = new LiveExchange({
    ...input,
    ...(parent && { parent, headers: parent.headers, source: parent.source }),
    ...(signals.length > 0 && { signal: signals.length === 1 ? signals[0] : AbortSignal.any(signals) }),
  })
  exchange.target = model
  if (parent) shareCredentials(parent, exchange)
  return exchange
}

/** A gateway with its plugins set up. Throws `PluginStartError`. */
export const createGateway = (settings: GatewaySettings): Promise<Gateway> => Gateway.create(settings)
