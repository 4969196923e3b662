/** Runs a plugin on the real chain, from its `setup` to its `teardown`, with a scripted upstream. */
import type { ApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import { fold } from '../anthropic/fold.ts'
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Backend, TokenCount } from '../core/backend.ts'
import type { Exchange, Outcome } from '../core/exchange.ts'
import { createGateway, type Gateway } from '../core/gateway.ts'
import type { Log } from '../core/log.ts'
import type { GivenPrice } from '../core/model-facts.ts'
import type { Plugin } from '../core/plugin.ts'
import type { LogRecord } from '../core/record.ts'
import type { PluginLimits, PluginStatus } from '../core/running-plugin.ts'
import type { Store } from '../core/store.ts'
import { chainOf, pricesOf, storesFor } from './chain.ts'
import { Client, type ClientOptions } from './client.ts'
import { type ScriptedAnswer, scripted } from './scripted.ts'

export interface RunOptions extends ClientOptions {
  /**
   * What the model answers, every time it is asked, or a backend: `scripted([...])` gives one answer after another.
   * Default `Hello!`.
   */
  readonly upstream?: ScriptedAnswer | Backend
  /** Plugins behind this one in the list. */
  readonly plugins?: readonly Plugin[]
  /** Further backends, for plugins that set `target` or use `ask`. */
  readonly backends?: readonly Backend[]
  /** The plugin's store. Default: an empty one. */
  readonly store?: Store
  /** What `context.config.priceOf` answers, by model, pattern or `backend:model`. Default: no price is known. */
  readonly prices?: Readonly<Record<string, GivenPrice>>
  /** Time limits for hooks, in milliseconds. */
  readonly limits?: Partial<PluginLimits>
  /** File of the plugin, named in faults that no line of it has thrown. */
  readonly from?: string
}

export interface PluginRun {
  /** What the client got. */
  readonly events: readonly StreamEvent[]
  /** The same, folded; undefined where nothing came. */
  readonly message: Message | undefined
  /** Of a `count_tokens` exchange. */
  readonly count: TokenCount | undefined
  /** What the model was last asked; undefined where the plugin let nothing through. */
  readonly request: MessagesRequest | undefined
  /** All that the model was asked. */
  readonly requests: readonly MessagesRequest[]
  /** The failure that reached the client. */
  readonly error: ApiError | undefined
  readonly exchange: Exchange
  readonly outcome: Outcome | undefined
  /** The faults of plugins, each with plugin, hook and source line. Empty where all is well. */
  readonly reports: readonly string[]
  /** What plugins said through `context.log`, such as `warn: [mine] no key`. */
  readonly log: readonly string[]
  /** The exchanges that plugins have made with `ask`, in the order in which they ended. */
  readonly children: readonly Exchange[]
  /** The plugin's own: how often each hook has run and for how many milliseconds, and its faults. */
  readonly status: PluginStatus | undefined
  /** What would be logged and shown, after every `beforeRecord`; undefined where a plugin withheld it. */
  readonly record: LogRecord | undefined
}

/**
 * Runs one exchange and waits for its very end, `onEnd` and `teardown` included. A failed exchange is a result with
 * `error`. Requests and events are frozen: a plugin that changes one in place fails.
 *
 * Throws an `InvalidRequestError` for a request that the API would not take, and a `PluginStartError` where `setup`
 * fails or the plugin's schema refuses its options.
 *
 * @example
 * const { message, reports } = await runPlugin(shout(), { upstream: 'hello' })
 * expect(textOf(message)).to.equal('HELLO')
 * expect(reports).to.deep.equal([])
 */
export async function runPlugin(plugin: Plugin, options: RunOptions = {}): Promise<PluginRun> {
  const requests: MessagesRequest[] = []
  const log = new KeptLog()
  const ended = new Map<Exchange, LogRecord | undefined>()
  const observer: Plugin = {
    name: 'claudecodex/testing',
    apiVersion: 1,
    order: 'first',
    children: true,
    // The outermost plugin's is the last of all: the others have ended, and none is taken down.
    onEnd: async exchange => {
      ended.set(exchange, await gateway.record(exchange))
    },
  }
  const { upstream = 'Hello!' } = options
  const answering = isBackend(upstream) ? upstream : scripted([upstream], { repeat: true })
  const plugins = [observer, plugin, ...(options.plugins ?? [])]
  const places = new Map(options.from === undefined ? [] : [[plugin, options.from]])
  const gateway: Gateway = await createGateway({
    chain: {
      ...(await chainOf(plugins, answering, options.backends ?? [], requests, places)),
      prices: pricesOf(options.prices),
    },
    log,
    store: storesFor(plugin.name, options.store),
    ...(options.limits && { limits: options.limits }),
  })
  const { events, count, error, exchange } = await runClient(gateway, options)
  return {
    ...{ events, count, error, exchange, requests },
    message: fold(events),
    request: requests.at(-1),
    outcome: exchange.outcome,
    record: ended.get(exchange),
    children: [...ended.keys()].filter(other => other !== exchange),
    status: gateway.status.plugins.find(({ name }) => name === plugin.name),
    reports: log.reports,
    log: log.lines,
  }
}

async function runClient(gateway: Gateway, options: ClientOptions): Promise<Client> {
  try {
    const client = new Client(gateway, options)
    await client.run()
    return client
  } finally {
    await gateway.close()
  }
}

const isBackend = (upstream: ScriptedAnswer | Backend): upstream is Backend =>
  typeof upstream === 'object' && 'stream' in upstream && typeof upstream.stream === 'function'

/** Parts what the core reports of plugins' faults from what plugins say themselves. */
class KeptLog implements Log {
  readonly lines: string[] = []
  readonly reports: string[] = []

  debug(text: string): void {
    this.lines.push(`debug: ${text}`)
  }
  info(text: string): void {
    this.lines.push(`info: ${text}`)
  }
  warn(text: string): void {
    this.lines.push(`warn: ${text}`)
  }
  error(text: string): void {
    if (text.startsWith('plugin "')) this.reports.push(text)
    else this.lines.push(`error: ${text}`)
  }
}
