/** A gateway around plugins and one backend that a test scripts as a function. */
import type { EventStream, StreamEvent } from '../../src/anthropic/events.ts'
import { fold } from '../../src/anthropic/fold.ts'
import { emptyMessage, emptyUsage, type Message } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Backend, Call } from '../../src/core/backend.ts'
import type { Batch } from '../../src/core/batch.ts'
import { createGateway, type Gateway } from '../../src/core/gateway.ts'
import type { ExchangeInput, LiveExchange } from '../../src/core/live-exchange.ts'
import type { Log } from '../../src/core/log.ts'
import type { ModelSettings } from '../../src/core/models.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import type { PluginLimits } from '../../src/core/running-plugin.ts'

export const messageOf = (text: string): Message => ({
  ...emptyMessage('msg_1', 'model-1', { ...emptyUsage, input_tokens: 3, output_tokens: 2 }),
  content: [{ type: 'text', text, citations: null }],
  stop_reason: 'end_turn',
})

export const requestOf = (text: string, more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'model-1',
  max_tokens: 100,
  messages: [{ role: 'user', content: text }],
  ...more,
})

export type Source = (request: MessagesRequest, call: Call) => EventStream

/** Answers every request with one text. */
export const saying = (text: string): Source =>
  async function* () {
    yield* unfold(messageOf(text))
  }

export const backendOf = (source: Source, more: Partial<Backend> = {}): Backend => ({
  name: 'scripted',
  stream: source,
  ...more,
})

/** Keeps what was logged, by level. */
export const keptLog = (): Log & { readonly lines: string[] } => {
  const lines: string[] = []
  const keep = (level: string) => (text: string) => void lines.push(`${level}: ${text}`)
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}

export interface GatewayParts {
  readonly plugins?: readonly Partial<Plugin>[]
  readonly source?: Source
  readonly backend?: Backend
  readonly backends?: readonly Backend[]
  readonly models?: Partial<ModelSettings>
  readonly limits?: Partial<PluginLimits>
  readonly log?: Log
}

/** What `definePlugin` made must stay the object it is: its options hang on it. */
const isWhole = (plugin: Partial<Plugin>): plugin is Plugin =>
  plugin.name !== undefined && plugin.apiVersion !== undefined

export const chainOf = ({
  plugins = [],
  source = saying('hello'),
  backend,
  backends,
  models,
}: GatewayParts) => {
  const all = backends ?? [backend ?? backendOf(source)]
  return {
    plugins: plugins.map((plugin, position) => ({
      plugin: isWhole(plugin) ? plugin : { name: `plugin-${position}`, apiVersion: 1 as const, ...plugin },
      fingerprint: `${position}`,
    })),
    backends: {
      names: all.map(({ name }) => name),
      find: (name: string) => all.find(one => one.name === name),
    },
    models: { defaultBackend: all[0]?.name ?? '', rules: [], ...models },
    config: { backends: all.map(({ name }) => name), defaultBackend: all[0]?.name ?? '' },
  }
}

export const gatewayOf = (parts: GatewayParts): Promise<Gateway> =>
  createGateway({
    chain: chainOf(parts),
    ...(parts.limits && { limits: parts.limits }),
    ...(parts.log && { log: parts.log }),
  })

export interface Run {
  readonly exchange: LiveExchange
  readonly batches: readonly Batch[]
  readonly events: readonly StreamEvent[]
  readonly message: Message | undefined
  readonly error: unknown
}

/** Runs one exchange to its end, failures included. */
export async function run(
  gateway: Gateway,
  input: ExchangeInput = { request: requestOf('hi') },
): Promise<Run> {
  const exchange = gateway.createExchange(input)
  const batches: Batch[] = []
  let error: unknown
  try {
    for await (const batch of gateway.handle(exchange)) batches.push(batch)
  } catch (thrown) {
    error = thrown
  }
  const events = batches.flatMap(batch => batch.events)
  return { exchange, batches, events, message: fold(events), error }
}

/** The text of an answer. */
export const textOf = (message: Message | undefined): string =>
  (message?.content ?? []).map(block => (block.type === 'text' ? block.text : '')).join('')

/** Resolves when `condition` holds; fails after two seconds. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const deadline = Date.now() + 2_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come about`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
