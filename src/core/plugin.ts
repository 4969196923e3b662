/** The contract of a plugin, and `definePlugin`. */
import type { ApiError } from '../anthropic/errors.ts'
import type { EventStream, StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Attempt, Backend, ModelRef } from './backend.ts'
import type { Choice, Exchange, Outcome } from './exchange.ts'
import type { Log } from './log.ts'
import type { Price } from './price.ts'
import type { LogRecord } from './record.ts'
import type { StandardSchema } from './schema.ts'
import type { Store } from './store.ts'

export type Awaitable<Value> = Value | PromiseLike<Value>

/** Goes inwards: to the plugins further in and at last to the backend. */
export type Next = (exchange: Exchange) => EventStream

/** What a plugin may read of the configuration it runs under. */
export interface ConfigView {
  /** File the configuration came from, if any. */
  readonly file?: string
  readonly backends: readonly string[]
  readonly defaultBackend: string
  /** Folder of the program's state, `~/.claudecodex` unless a variable names another. Absent where nothing is kept on disk. */
  readonly home?: string
  /**
   * What a model costs at a backend, by the names of `exchange.choice`; `costOf` makes dollars of it. Undefined where it
   * is not known. Never throws, and asks nobody: the prices are those of the configuration and of the program.
   */
  priceOf(backend: string, model: string): Promise<Price | undefined>
  /**
   * The model that would answer an exchange as things stand: `target`, request, flags and model table count; a plugin that
   * comes later may still change it. Undefined where none can be found. Nobody is asked.
   */
  choiceOf(exchange: Exchange): Choice | undefined
}

export interface PluginContext<Options = unknown> {
  readonly options: Options
  readonly log: Log
  /** Persistent, and this plugin's own. */
  readonly store: Store
  readonly config: ConfigView
  /** Aborted when the plugin is taken down. */
  readonly signal: AbortSignal
  /** Asks a model through the gateway; `parent` makes it a child of an exchange. */
  ask(model: ModelRef, request: MessagesRequest, parent?: Exchange): EventStream
  /**
   * The record of an exchange after every plugin's `beforeRecord`: the only form in which content may be printed
   * or kept. Undefined where a plugin withheld it.
   */
  record(exchange: Exchange): Promise<LogRecord | undefined>
  /** On reload: the instance that this one replaces. */
  readonly previous?: Plugin
}

export interface RouteRequest {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}
export interface RouteAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}
/** A page of a plugin: GET only, and outside `/v1`. */
export interface Route {
  readonly path: string
  handle(request: RouteRequest): Awaitable<RouteAnswer>
}

/**
 * The hooks, in the order in which an exchange meets them. A hook may refuse by throwing an `ApiError`; any other
 * throw is a fault of the plugin and named as such.
 */
export interface Hooks {
  /** Once, before the first exchange. A throw stops the start, or keeps the old instance on a reload. */
  setup?(context: PluginContext): Awaitable<void>
  /** Once an exchange, in list order. Replace `exchange.request`, set `exchange.target`; a `Message` answers at once. */
  beforeRequest?(exchange: Exchange): Awaitable<Message | void>
  /** Before each send. `attempt.request` has the provider's shape and may be replaced; no credentials are in it. */
  beforeAttempt?(attempt: Attempt): Awaitable<void>
  /** When the upstream has answered, or failed to. */
  afterAttempt?(attempt: Attempt): Awaitable<void>
  /**
   * The onion itself: retry, cache, fallback, timing. A generator may call `next` again until its first event, an
   * async function until it has returned a stream; `begun` tells when it can decide for one.
   */
  around?(exchange: Exchange, next: Next): Awaitable<EventStream>
  /** The whole stream, for what `onEvent` cannot express. */
  transformEvents?(events: EventStream, exchange: Exchange): EventStream
  /** One event, synchronous. Return an event or several to replace it, `null` to drop it, nothing to keep it. */
  onEvent?(event: StreamEvent, exchange: Exchange): StreamEvent | readonly StreamEvent[] | null | void
  /** The whole answer, streamed or not. Read-only, and delays nothing. */
  afterResponse?(message: Message, exchange: Exchange): Awaitable<void>
  /** A failure further in. Return a `Message` to rescue (before the first event only) or an `ApiError` to replace it. */
  onError?(error: ApiError, exchange: Exchange): Awaitable<Message | ApiError | void>
  /** Exactly once for each plugin whose `beforeRequest` was reached, in reverse order; aborts included. */
  onEnd?(exchange: Exchange, outcome: Outcome): Awaitable<void>
  /** The last stop before disk and any page. Return a changed record, or `null` to withhold it. */
  beforeRecord?(record: LogRecord): Awaitable<LogRecord | null | void>
  /** Once, after the last exchange. */
  teardown?(): Awaitable<void>
}

export interface Plugin extends Hooks {
  readonly name: string
  readonly apiVersion: 1
  /** Ahead of or behind all others; within each the order of the list counts. */
  readonly order?: 'first' | 'last'
  /** Validates `definePlugin`'s options at load. Any Standard Schema library will do. */
  readonly options?: StandardSchema
  /** What a fault of this plugin does to the exchange. Without it: see the hook's own default. */
  readonly onFailure?: 'fail' | 'skip'
  /** Milliseconds for each awaited hook. Default 5,000. */
  readonly timeoutMs?: number
  /** Also runs on exchanges made by `ask`. */
  readonly children?: boolean
  /** Rewrites secrets: while it is loaded, paths it cannot see are not forwarded. */
  readonly redacts?: boolean
  readonly backends?: readonly Backend[]
  readonly routes?: readonly Route[]
}

const given = Symbol.for('claudecodex.options')
const maker = Symbol.for('claudecodex.factory')

/** The options a plugin was made with; `setup` gets them validated. */
export const optionsOf = (plugin: Plugin): unknown => (plugin as { [given]?: unknown })[given]

/** The factory that made a plugin: the file that exports it is the plugin's own. */
export const factoryOf = (plugin: Plugin): unknown => (plugin as { [maker]?: unknown })[maker]

/**
 * Makes a plugin factory: `export default definePlugin(options => ({ name: 'mine', apiVersion: 1, ... }))`.
 * The options given to the factory reach `setup` as `context.options`, validated by the plugin's schema.
 */
export const definePlugin = <Options = void>(
  create: (options: Options) => Plugin,
): ((options: Options) => Plugin) => {
  const factory = (options: Options): Plugin =>
    Object.defineProperties(create(options), {
      [given]: { value: options, configurable: true },
      [maker]: { value: factory, configurable: true },
    })
  return factory
}
