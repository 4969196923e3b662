/** The innermost of the onion: chooses the model, asks its backend, and passes the answer out as batches. */
import { holdsCarrier, stripCarriers } from '../anthropic/carriers.ts'
import {
  ApiError,
  InternalError,
  NotFoundError,
  OverloadedError,
  ofBackend,
  toApiError,
} from '../anthropic/errors.ts'
import type { EventStream } from '../anthropic/events.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Backend, ModelRef, TokenCount } from './backend.ts'
import { Batch, batchesOf } from './batch.ts'
import { LiveCall } from './call.ts'
import type { LiveExchange } from './live-exchange.ts'
import { type Chosen, chooseModel } from './models.ts'
import type { RunningChain } from './running-chain.ts'

export interface DispatchParts {
  readonly chain: RunningChain
  readonly ask: (model: ModelRef, request: MessagesRequest) => EventStream
}

export async function* dispatch(exchange: LiveExchange, parts: DispatchParts): AsyncGenerator<Batch> {
  exchange.forgetAnswer()
  const { backend } = choose(exchange, parts.chain)
  const call = callOf(exchange, backend, parts)
  const seen: Batch[] = []
  let empty = true
  try {
    for await (const batch of batchesOf(answer(exchange, backend, call))) {
      if (seen.length === 0) {
        await call.observed()
        exchange.mark('firstEvent')
      }
      empty &&= batch.quiet
      seen.push(batch)
      yield batch
    }
    if (empty) throw new OverloadedError(`${backend.name} answered with an empty stream`)
    yield* missingEnd(seen, backend)
  } catch (thrown) {
    const error = named(thrown, backend, call)
    await call.failed(error)
    throw error
  }
}

const milestones: ReadonlySet<string> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
])

/**
 * A stream that breaks off is a failure, never a short answer; only the very last event may be missing, which some
 * gateways leave out. Looks from the end, so that an answer nobody looks into stays unparsed but for its tail.
 */
function* missingEnd(seen: readonly Batch[], backend: Backend): Generator<Batch> {
  if (seen.at(-1)?.endsMessage) return
  const lastOf = (batch: Batch) => batch.events.findLast(({ type }) => milestones.has(type))
  const last = seen.findLast(lastOf)
  const type = last && lastOf(last)?.type
  if (type === 'message_stop') return
  if (type === 'message_delta') yield Batch.ofEvents([{ type: 'message_stop' }])
  else throw new OverloadedError(`${backend.name} ended its answer before the message was complete`)
}

/** Asks the backend for the length of a prompt. Throws `NotFoundError` where it cannot count: Claude Code then estimates. */
export async function dispatchCount(exchange: LiveExchange, parts: DispatchParts): Promise<TokenCount> {
  const { backend, choice } = choose(exchange, parts.chain)
  if (!backend.countTokens) throw new NotFoundError(`${backend.name} does not count tokens`)
  const call = callOf(exchange, backend, parts)
  try {
    return await backend.countTokens(requestFor(exchange, backend, choice.model), call)
  } catch (thrown) {
    const error = named(thrown, backend, call)
    await call.failed(error)
    throw error
  }
}

function choose(exchange: LiveExchange, chain: RunningChain): Chosen {
  try {
    const chosen = chooseModel(exchange.model, exchange, chain.models, chain.backends)
    exchange.choice = chosen.choice
    return chosen
  } catch (thrown) {
    // A backend that cannot be made (its key is missing, say) is for this request a model that does not exist.
    throw ApiError.is(thrown) ? thrown : new NotFoundError(toApiError(thrown).message, { cause: thrown })
  }
}

const callOf = (exchange: LiveExchange, backend: Backend, { chain, ask }: DispatchParts): LiveCall =>
  new LiveCall({
    exchange,
    backend: backend.name,
    model: exchange.choice?.model ?? '',
    plugins: chain.pluginsFor(exchange),
    // A count asks no model: an estimate of what would be sent harms nobody.
    strict: chain.strict && exchange.kind === 'messages',
    log: chain.log,
    ask,
  })

/** The client's own bytes where the backend carries them and nothing has to change, else the request. */
function answer(exchange: LiveExchange, backend: Backend, call: LiveCall): EventStream {
  const model = exchange.choice?.model ?? exchange.model
  const raw = backend.forward && exchange.raw(model)
  return raw && backend.forward && !holdsCarrier(raw.bytes)
    ? backend.forward(raw, call)
    : backend.stream(requestFor(exchange, backend, model), call)
}

/** On Anthropic's own API our carriers are foreign signatures; other backends know best which of them are theirs. */
function requestFor(exchange: LiveExchange, backend: Backend, model: string): MessagesRequest {
  const request = backend.native ? stripCarriers(exchange.request) : exchange.request
  return request.model === model ? request : { ...request, model }
}

/** A plugin that refuses a send speaks for itself. */
function named(thrown: unknown, backend: Backend, call: LiveCall): ApiError {
  if (call.isRefusal(thrown)) return toApiError(thrown)
  if (ApiError.is(thrown)) return ofBackend(thrown, backend.name)
  const { message } = toApiError(thrown)
  return new InternalError(`backend ${backend.name} failed: ${message}`, {
    backend: backend.name,
    cause: thrown,
  })
}
