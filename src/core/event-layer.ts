/** The layer of `onEvent`: one loop inside a batch, and the same batch again where nothing changed. */
import { ApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import { Batch, type BatchStream } from './batch.ts'
import { eventFault } from './event-shape.ts'
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

/** By what a stream is held together: texts are not compared. */
interface Parts {
  readonly type: string
  readonly index?: number | undefined
  readonly delta?: object | undefined
  readonly content_block?: object | undefined
  readonly message?: object | undefined
}

const isSame = (event: Parts, before: Parts): boolean =>
  event.type === before.type &&
  event.index === before.index &&
  event.delta === before.delta &&
  event.content_block === before.content_block &&
  event.message === before.message

/** Calls the hook; a fault that is skipped leaves the event as it was. */
function call(running: RunningPlugin, event: StreamEvent, exchange: LiveExchange): Answer {
  if (running.off && running.skips('onEvent')) return undefined
  const { type, index, delta, content_block, message }: Parts = event
  try {
    const answer = running.plugin.onEvent?.(event, exchange)
    // What leaves as the bytes it came in would no longer be what everybody further out sees.
    if (!isSame(event, { type, index, delta, content_block, message })) {
      throw new Misuse('it changed an event in place; return a new one')
    }
    return answer === event ? undefined : checked(answer)
  } catch (thrown) {
    if (ApiError.is(thrown)) throw thrown
    const fault = running.fault('onEvent', thrown)
    if (!running.skips('onEvent')) throw fault
    Object.assign(event, { type, ...(index !== undefined && { index }) })
    Object.assign(event, delta && { delta }, content_block && { content_block }, message && { message })
    return undefined
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
  for (const event of Array.isArray(answer) ? answer : [answer]) {
    const fault = eventFault(event)
    if (fault !== undefined) throw new Misuse(`it returned ${fault}`)
  }
  return answer
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
