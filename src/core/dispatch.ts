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
import type { Backend, TokenCount } from './backend.ts'
import { Batch, type BatchStream, batchesOf, milestones } from './batch.ts'
import { type Children, LiveCall } from './call.ts'
import { type Flow, flowOf, HoldingFlow } from './flow.ts'
import type { LiveExchange } from './live-exchange.ts'
import { type Chosen, chooseModel } from './models.ts'
import type { RunningChain } from './running-chain.ts'

export interface DispatchParts {
  readonly chain: RunningChain
  readonly children: Children
}

export const dispatch = (exchange: LiveExchange, parts: DispatchParts): BatchStream =>
  new Answer(exchange, parts)

/** The answer of a backend, asked with the first look at it. */
class Answer extends HoldingFlow<Batch> {
  readonly #exchange: LiveExchange
  readonly #parts: DispatchParts
  #asked: Asked | undefined
  #first: Batch | undefined
  #hasBegun = false
  #isEmpty = true
  #tail: readonly Batch[] = []
  #failure: ApiError | undefined

  constructor(exchange: LiveExchange, parts: DispatchParts) {
    super()
    this.#exchange = exchange
    this.#parts = parts
  }

  leave(): Promise<void> | void {
    return this.#asked?.source.leave()
  }

  protected pull(): Batch | undefined {
    if (this.#failure) this.fail(this.#failure)
    this.#asked ??= ask(this.#exchange, this.#parts)
    const { source, call, backend } = this.#asked
    try {
      const batch = this.#first ?? source.take()
      if (!batch) return source.isOver ? this.#last(backend) : undefined
      if (!this.#hasBegun && !this.#begin(batch, call)) return undefined
      this.#isEmpty &&= batch.quiet
      this.#tail = tailWith(this.#tail, batch)
      return batch
    } catch (thrown) {
      this.#failure = named(thrown, backend, call)
      this.hold(call.failed(this.#failure))
      return undefined
    }
  }

  protected wait(): Promise<void> {
    return this.#asked?.source.ready() ?? Promise.resolve()
  }

  /** False while plugins still look at the attempt that brought the first batch. */
  #begin(batch: Batch, { observing }: LiveCall): boolean {
    if (observing && !this.#first) {
      this.#first = batch
      this.hold(observing.then(() => {}))
      return false
    }
    this.#first = undefined
    this.#hasBegun = true
    this.#exchange.mark('firstEvent')
    return true
  }

  #last(backend: Backend): Batch | undefined {
    if (this.#isEmpty) throw new OverloadedError(`${backend.name} answered with an empty stream`)
    const missing = missingEnd(this.#tail, backend)
    this.end()
    return missing
  }
}

interface Asked {
  readonly backend: Backend
  readonly call: LiveCall
  readonly source: Flow<Batch>
}

function ask(exchange: LiveExchange, parts: DispatchParts): Asked {
  exchange.forgetAnswer()
  const { backend } = choose(exchange, parts.chain)
  const call = callOf(exchange, backend, parts)
  return { backend, call, source: flowOf(batchesOf(answer(exchange, backend, call))) }
}

/** The batches since the last one that says where the message stands, and that one. */
const tailWith = (tail: readonly Batch[], batch: Batch): readonly Batch[] =>
  batch.bearsMilestone || tail.length === 0 ? [batch] : [...tail, batch]

/**
 * A stream that breaks off is a failure, never a short answer; only the very last event may be missing, which some
 * gateways leave out. Looks from the end, so that an answer nobody looks into stays unparsed but for its tail.
 */
function missingEnd(tail: readonly Batch[], backend: Backend): Batch | undefined {
  if (tail.at(-1)?.endsMessage) return undefined
  const last = tail.flatMap(({ events }) => events).findLast(({ type }) => milestones.has(type))
  if (last?.type === 'message_stop') return undefined
  if (last?.type === 'message_delta') return Batch.ofEvents([{ type: 'message_stop' }])
  throw new OverloadedError(`${backend.name} ended its answer before the message was complete`)
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
    throw ApiError.is(thrown) ? thrown : new NotFoundError(reasonOf(thrown), { cause: thrown })
  }
}

/** Where files lie on this machine is not for clients. */
function reasonOf(thrown: unknown): string {
  const { reason } = thrown as { readonly reason?: unknown }
  return typeof reason === 'string' ? reason : toApiError(thrown).message
}

const callOf = (exchange: LiveExchange, backend: Backend, { chain, children }: DispatchParts): LiveCall =>
  new LiveCall({
    exchange,
    backend: backend.name,
    model: exchange.choice?.model ?? '',
    plugins: chain.pluginsFor(exchange),
    // A count asks no model: an estimate of what would be sent harms nobody.
    strict: chain.strict && exchange.kind === 'messages',
    log: chain.log,
    children,
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
