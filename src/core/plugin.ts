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
  /** Names of the plugins with a `beforeRecord`. Where there is none, a record is the exchange as it was. */
  reviewers(): readonly string[]
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
 * throw is a fault of the plugin and named as such. Every hook has its section in docs/plugins/hooks.md.
 */
export interface Hooks<Options = unknown> {
  /**
   * Once, before the first exchange: the place to keep `context.log`, `context.store` and `context.options`, which are those
   * that the plugin's schema has given back. A throw stops the start, or keeps the old instance on a reload.
   */
  setup?(context: PluginContext<Options>): Awaitable<void>
  /**
   * Once an exchange, in list order, before a model is chosen; for `count_tokens` too. Assign `exchange.request` a new value, set
   * `exchange.target`; a returned `Message` answers at once, a thrown `ApiError` refuses.
   */
  beforeRequest?(exchange: Exchange): Awaitable<Message | void>
  /**
   * Before each send to a provider. `attempt.request` has the provider's own shape and may be replaced; no credentials are in
   * it. A thrown `ApiError` refuses the send.
   */
  beforeAttempt?(attempt: Attempt): Awaitable<void>
  /** When the provider's status and headers are there (`attempt.status`), or the send has failed (`attempt.error`). */
  afterAttempt?(attempt: Attempt): Awaitable<void>
  /**
   * Everything further in is `next`: to ask again, elsewhere, or not at all. A generator may call it again until its first
   * event, an async function until it has returned a stream; `begun` waits for the moment to decide. Not for `count_tokens`.
   */
  around?(exchange: Exchange, next: Next): Awaitable<EventStream>
  /** The whole stream, for what needs more than one event at a time; `mapText` rewrites its text. Not for `count_tokens`. */
  transformEvents?(events: EventStream, exchange: Exchange): EventStream
  /**
   * Each event, synchronously. Return an event or several to replace it, `null` to drop it, nothing to keep it. What is left
   * is made a legal stream: indices, ends of blocks and the stop reason need no care. Text is cut into deltas anywhere.
   */
  onEvent?(event: StreamEvent, exchange: Exchange): StreamEvent | readonly StreamEvent[] | null | void
  /** The whole answer, streamed or not, when its last event has passed. Read-only, and delays nothing; not after a failure. */
  afterResponse?(message: Message, exchange: Exchange): Awaitable<void>
  /**
   * A failure further in, or of this plugin. Return a `Message` to answer in its place (before the first event only), another
   * `ApiError` to replace it, nothing to let it pass. Not when the client has left.
   */
  onError?(error: ApiError, exchange: Exchange): Awaitable<Message | ApiError | void>
  /** The very end, exactly once for each plugin whose `beforeRequest` was reached, in reverse order; aborts included. */
  onEnd?(exchange: Exchange, outcome: Outcome): Awaitable<void>
  /** The last stop before terminal, disk and pages. Return a changed record, or `null` to withhold it; a fault withholds it. */
  beforeRecord?(record: LogRecord): Awaitable<LogRecord | null | void>
  /** Once, after the last exchange: at the end of the program, or when a reload has replaced this instance. */
  teardown?(): Awaitable<void>
}

/** What `definePlugin`'s function returns. `Options` are what its schema gives back; the compiler finds them by itself. */
export interface Plugin<Options = unknown> extends Hooks<Options> {
  /** Its name in log lines, errors and `plugins list`; no two plugins may have the same. */
  readonly name: string
  /** The version of this contract. */
  readonly apiVersion: 1
  /** Ahead of or behind all others; within each the order of the list counts. */
  readonly order?: 'first' | 'last'
  /**
   * Checks `definePlugin`'s options at load, and gives `setup` what it makes of them. Any Standard Schema will do: zod, valibot,
   * arktype. Options that are not given at all reach it as `{}`.
   */
  readonly options?: StandardSchema<Options>
  /** What a fault of this plugin does to the exchange. Without it: see the hook's own default. */
  readonly onFailure?: 'fail' | 'skip'
  /** Milliseconds for each awaited hook. Default 5,000. */
  readonly timeoutMs?: number
  /** Also runs on exchanges made by `ask`. */
  readonly children?: boolean
  /** Rewrites secrets: while it is loaded, paths it cannot see are not forwarded. */
  readonly redacts?: boolean
  /** One line on what it does at the moment, such as where it writes, for the banner and `/health`. No content of exchanges. */
  readonly about?: () => string | undefined
  /** Further backends, by which requests can be answered: `exchange.target = 'mine:model'`. */
  readonly backends?: readonly Backend[]
  /** Pages of its own on the proxy's address. */
  readonly routes?: readonly Route[]
}

const given = Symbol.for('claudecodex.options')
const maker = Symbol.for('claudecodex.factory')

/** The options a plugin was made with; `setup` gets them validated. */
export const optionsOf = (plugin: object): unknown => (plugin as { [given]?: unknown })[given]

/** The factory that made a plugin: the file that exports it is the plugin's own. */
export const factoryOf = (plugin: object): unknown => (plugin as { [maker]?: unknown })[maker]

/**
 * Makes a plugin factory, the default export of a plugin's file. `create` runs once for each instance, so what it declares is the
 * instance's own. It gets the options as they are written in the configuration; `setup` gets them as the plugin's schema
 * has given them back.
 *
 * @example
 * export default definePlugin<{ word: string }>(({ word }) => ({
 *   name: 'mine',
 *   apiVersion: 1,
 *   transformEvents: events => mapText(events, text => text.replaceAll(word, '…'), { hold: word.length }),
 * }))
 */
export const definePlugin = <Given = void, Options = unknown>(
  create: (options: Given) => Plugin<Options>,
): ((options: Given) => Plugin) => {
  const factory = (options: Given): Plugin =>
    Object.defineProperties(create(options), {
      [given]: { value: options, configurable: true },
      [maker]: { value: factory, configurable: true },
    })
  return factory
}
