/**
 * One plugin's response side as one layer: a function from what comes from further in to what goes further out.
 * From the backend outwards: `around` > `transformEvents` > `onEvent` > `afterResponse`, with `onError` around them.
 */
import { ApiError, toApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import { unfold } from '../anthropic/unfold.ts'
import { authored } from './authored-stream.ts'
import { Batch, type BatchStream } from './batch.ts'
import { mapEvents } from './event-layer.ts'
import { messageFault } from './event-shape.ts'
import { type Flow, flowOf, HoldingFlow } from './flow.ts'
import { Kept } from './kept.ts'
import { LayerFlow } from './layer-flow.ts'
import type { LiveExchange } from './live-exchange.ts'
import { Misuse, type RunningPlugin } from './running-plugin.ts'

export type Inner = (exchange: LiveExchange) => BatchStream
type Layer = (exchange: LiveExchange, inner: Inner) => BatchStream

/** The layers of some plugins around `innermost`; the first of the list is the outermost. */
export const onion = (plugins: readonly RunningPlugin[], innermost: Inner): Inner =>
  plugins.reduceRight<Inner>(
    (inner, running) =>
      layersOf(running).reduce<Inner>((next, layer) => exchange => layer(exchange, next), inner),
    innermost,
  )

/** A plugin's layers, innermost first; hooks it has not cost nothing. */
function layersOf(running: RunningPlugin): readonly Layer[] {
  const layers: Layer[] = []
  if (running.has('around')) layers.push((exchange, inner) => around(running, exchange, inner))
  if (running.has('transformEvents')) layers.push((exchange, inner) => transform(running, exchange, inner))
  if (running.has('onEvent')) layers.push((exchange, inner) => mapEvents(running, exchange, inner(exchange)))
  if (running.has('afterResponse')) layers.push((exchange, inner) => observe(running, exchange, inner))
  if (running.has('onError')) layers.push((exchange, inner) => new RescuedFlow(running, exchange, inner))
  return layers
}

function around(running: RunningPlugin, exchange: LiveExchange, inner: Inner): BatchStream {
  let begun = false
  return authored(running, {
    hook: 'around',
    bypass: () => inner(exchange),
    onFirst: () => {
      begun = true
    },
    start: offer =>
      running.plugin.around?.(exchange, () => {
        if (begun) throw new Misuse('it called next() after its first event; call it again only before that')
        return offer(inner(exchange))
      }),
  })
}

const transform = (running: RunningPlugin, exchange: LiveExchange, inner: Inner): BatchStream =>
  authored(running, {
    hook: 'transformEvents',
    bypass: () => inner(exchange),
    start: offer => running.plugin.transformEvents?.(offer(inner(exchange)), exchange),
  })

/** `afterResponse`: begun when the last event has passed, waited for by nobody but the end of the HTTP response. */
class ObservedFlow extends LayerFlow {
  readonly #kept = new Kept()
  readonly #observe: (kept: Kept) => void

  constructor(inner: Flow<Batch>, observe: (kept: Kept) => void) {
    super(inner)
    this.#observe = observe
  }

  protected passing(batch: Batch): Batch {
    this.#kept.add(batch)
    return batch
  }

  protected override last(): undefined {
    this.#observe(this.#kept)
  }
}

const observe = (running: RunningPlugin, exchange: LiveExchange, inner: Inner): BatchStream =>
  new ObservedFlow(flowOf(inner(exchange)), kept => {
    const answered = () => {
      const { message } = kept
      return message && running.plugin.afterResponse?.(message, exchange)
    }
    exchange.pending.push(running.run('afterResponse', answered))
  })

/** `onError`: what it returns takes the place of the failure. After the first event only another error can. */
class RescuedFlow extends HoldingFlow<Batch> {
  readonly #running: RunningPlugin
  readonly #exchange: LiveExchange
  readonly #open: () => Flow<Batch>
  #inner: Flow<Batch> | undefined
  #begun = false
  #answer: { readonly batch: Batch } | { readonly thrown: unknown } | undefined

  constructor(running: RunningPlugin, exchange: LiveExchange, inner: Inner) {
    super()
    this.#running = running
    this.#exchange = exchange
    this.#open = () => flowOf(inner(exchange))
  }

  leave(): Promise<void> | void {
    return this.#inner?.leave()
  }

  protected pull(): Batch | undefined {
    if (this.#answer) return this.#end(this.#answer)
    try {
      this.#inner ??= this.#open()
      const batch = this.#inner.take()
      if (batch) this.#begun ||= !batch.quiet
      else if (this.#inner.isOver) this.end()
      return batch
    } catch (thrown) {
      if (this.#exchange.signal.aborted) this.fail(thrown)
      this.hold(this.#rescue(thrown))
      return undefined
    }
  }

  protected wait(): Promise<void> {
    return this.#inner?.ready() ?? Promise.resolve()
  }

  #end(answer: { readonly batch: Batch } | { readonly thrown: unknown }): Batch {
    if ('thrown' in answer) this.fail(answer.thrown)
    this.end()
    return answer.batch
  }

  async #rescue(thrown: unknown): Promise<void> {
    try {
      const answer = await rescued(this.#running, this.#exchange, toApiError(thrown))
      if (ApiError.is(answer)) this.#answer = { thrown: answer }
      else if (!this.#begun) this.#answer = { batch: Batch.ofEvents([...unfold(answer)]) }
      else {
        const { name } = this.#running.plugin
        this.#exchange.warnings.push(`plugin "${name}" answered a failure after the first event: too late`)
        this.#answer = { thrown }
      }
    } catch (failure) {
      this.#answer = { thrown: failure }
    }
  }
}

/** A message that a plugin answers with. Throws where it is none. */
export function checkedMessage(given: Message | void): Message | undefined {
  if (given === undefined || given === null) return undefined
  const fault = messageFault(given)
  if (fault === undefined) return given
  throw new Misuse(`it returned ${fault}`)
}

/** What a plugin makes of a failure: another one, a message, or the same. */
export async function rescued(
  running: RunningPlugin,
  exchange: LiveExchange,
  error: ApiError,
): Promise<Message | ApiError> {
  const answer = await running.run('onError', async () => {
    const given = await running.plugin.onError?.(error, exchange)
    return ApiError.is(given) ? given : checkedMessage(given)
  })
  return answer ?? error
}
