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
import { Kept } from './kept.ts'
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
  if (running.has('onError')) layers.push((exchange, inner) => rescue(running, exchange, inner))
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
async function* observe(running: RunningPlugin, exchange: LiveExchange, inner: Inner): AsyncGenerator<Batch> {
  const kept = new Kept()
  for await (const batch of inner(exchange)) {
    kept.add(batch)
    yield batch
  }
  const answered = () => {
    const { message } = kept
    return message && running.plugin.afterResponse?.(message, exchange)
  }
  exchange.pending.push(running.run('afterResponse', answered))
}

/** `onError`: what it returns takes the place of the failure. After the first event only another error can. */
async function* rescue(running: RunningPlugin, exchange: LiveExchange, inner: Inner): AsyncGenerator<Batch> {
  let begun = false
  try {
    for await (const batch of inner(exchange)) {
      begun ||= !batch.quiet
      yield batch
    }
  } catch (thrown) {
    if (exchange.signal.aborted) throw thrown
    const answer = await rescued(running, exchange, toApiError(thrown))
    if (ApiError.is(answer)) throw answer
    if (begun) {
      exchange.warnings.push(
        `plugin "${running.plugin.name}" answered a failure after the first event: too late`,
      )
      throw thrown
    }
    yield Batch.ofEvents([...unfold(answer)])
  }
}

/** A message that a plugin answers with. Throws where it is none. */
export function checkedMessage(given: Message | void): Message | undefined {
  if (given === undefined || given === null) return undefined
  if (Array.isArray((given as Partial<Message>).content)) return given
  throw new Misuse('it returned something that is no message')
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
