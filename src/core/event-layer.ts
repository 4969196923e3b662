/** The layer of `onEvent`: one loop inside a batch, and the same batch again where nothing changed. */
import { ApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import { Batch, type BatchStream } from './batch.ts'
import { type Flow, flowOf } from './flow.ts'
import { LayerFlow } from './layer-flow.ts'
import { LegalStream } from './legal-stream.ts'
import type { LiveExchange } from './live-exchange.ts'
import { Misuse, type RunningPlugin } from './running-plugin.ts'

type Answer = StreamEvent | readonly StreamEvent[] | null | undefined

/** What a plugin's `onEvent` makes of a stream. Asked and not awaited: a read passes it within one call. */
export const mapEvents = (running: RunningPlugin, exchange: LiveExchange, stream: BatchStream): Flow<Batch> =>
  new EventFlow(running, exchange, flowOf(stream))

class EventFlow extends LayerFlow {
  readonly #running: RunningPlugin
  readonly #exchange: LiveExchange
  readonly #legal = new LegalStream()

  constructor(running: RunningPlugin, exchange: LiveExchange, inner: Flow<Batch>) {
    super(inner)
    this.#running = running
    this.#exchange = exchange
  }

  protected passing(batch: Batch): Batch | undefined {
    const started = performance.now()
    const events = mapBatch(this.#running, batch.events, this.#exchange, this.#legal)
    this.#running.spent('onEvent', performance.now() - started)
    if (events === batch.events) return batch
    return events.length > 0 ? Batch.ofEvents(events) : undefined
  }

  protected override last(): Batch | undefined {
    const rest = this.#legal.end()
    return rest.length > 0 ? Batch.ofEvents(rest) : undefined
  }
}

/** The same array where nothing changed. */
function mapBatch(
  running: RunningPlugin,
  events: readonly StreamEvent[],
  exchange: LiveExchange,
  legal: LegalStream,
): readonly StreamEvent[] {
  let changed: StreamEvent[] | undefined
  for (let position = 0; position < events.length; position++) {
    const event = events[position] as StreamEvent
    if (event.type === 'message_start') legal.began(event.message)
    const answer = call(running, event, exchange)
    const kept = answer === undefined || answer === event
    if (kept && !legal.changed) {
      legal.accept(event)
      changed?.push(event)
      continue
    }
    legal.changed = true
    changed ??= events.slice(0, position)
    for (const replacement of kept ? [event] : listOf(answer)) {
      const accepted = legal.accept(replacement)
      if (Array.isArray(accepted)) changed.push(...accepted)
      else changed.push(accepted as StreamEvent)
    }
  }
  return changed ?? events
}

const listOf = (answer: Exclude<Answer, undefined>): readonly StreamEvent[] =>
  answer === null ? [] : Array.isArray(answer) ? answer : [answer as StreamEvent]

/** Calls the hook; a fault that is skipped leaves the event as it was. */
function call(running: RunningPlugin, event: StreamEvent, exchange: LiveExchange): Answer {
  if (running.off && running.skips('onEvent')) return undefined
  try {
    return checked(running.plugin.onEvent?.(event, exchange))
  } catch (thrown) {
    if (ApiError.is(thrown)) throw thrown
    const fault = running.fault('onEvent', thrown)
    if (running.skips('onEvent')) return undefined
    throw fault
  }
}

function checked(answer: Answer | void): Answer {
  if (answer === undefined || answer === null) return answer ?? (answer as null | undefined)
  if (isPromise(answer)) {
    answer.then(undefined, () => {})
    throw new Misuse(
      'it returned a promise; onEvent is synchronous, use transformEvents to wait for something',
    )
  }
  const events = Array.isArray(answer) ? answer : [answer]
  if (!events.every(event => typeof event?.type === 'string')) {
    throw new Misuse('it returned something that is no event')
  }
  return answer
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
