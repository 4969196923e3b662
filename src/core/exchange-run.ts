/** One exchange through its three phases. An abort travels by signal: nobody waits for a generator that ignores it. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import { unfold } from '../anthropic/unfold.ts'
import type { TokenCount } from './backend.ts'
import { Batch, oneBatch } from './batch.ts'
import { type DispatchParts, dispatch, dispatchCount } from './dispatch.ts'
import type { Outcome } from './exchange.ts'
import { Interrupt, within } from './interrupt.ts'
import { Kept } from './kept.ts'
import type { LiveExchange } from './live-exchange.ts'
import { checkedMessage, type Inner, onion, rescued } from './onion.ts'
import type { RunningPlugin } from './running-plugin.ts'

export interface RunParts extends DispatchParts {
  /** Told of the promise of the last phase, which may outlive the stream. */
  readonly ended: (run: Promise<unknown>) => void
}

/** Milliseconds that generators get after an abort, before they are abandoned. */
const graceAfterAbort = 1_000
/** Milliseconds that the end of the HTTP response waits for observers. */
const graceForObservers = 250

/** `begin` is called with the first pull: a stream that nobody reads begins nothing. */
export const runExchange = (exchange: LiveExchange, begin: () => RunParts): AsyncIterableIterator<Batch> =>
  new Run(exchange, begin)

/** No generator, for the reason given at the answer of a backend. */
class Run implements AsyncIterableIterator<Batch> {
  readonly #exchange: LiveExchange
  readonly #begin: () => RunParts
  readonly #kept = new Kept()
  readonly #reached: RunningPlugin[] = []
  #parts: RunParts | undefined
  #abort: Abort | undefined
  #source: Source | undefined
  #isOver = false

  constructor(exchange: LiveExchange, begin: () => RunParts) {
    this.#exchange = exchange
    this.#begin = begin
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Batch>> {
    if (this.#isOver) return over
    try {
      const source = this.#source ?? (await this.#start())
      const step = await source.next()
      if (!step.done) {
        this.#kept.add(step.value)
        return step
      }
    } catch (thrown) {
      const failure = toApiError(thrown)
      await this.#end(this.#exchange.signal.aborted ? 'aborted' : 'failed', failure)
      throw failure
    }
    await this.#end('answered')
    return over
  }

  /** Its reader has left. */
  async return(): Promise<IteratorResult<Batch>> {
    if (this.#parts && !this.#isOver) await this.#end('aborted')
    this.#isOver = true
    return over
  }

  async #start(): Promise<Source> {
    const parts = this.#begin()
    const abort = new Abort(this.#exchange.signal)
    this.#parts = parts
    this.#abort = abort
    const innermost = await abort.race(before(this.#exchange, parts, this.#reached))
    const layers = onion(this.#reached, innermost ?? (live => dispatch(live, parts)))
    this.#source = new Source(layers(this.#exchange), abort)
    return this.#source
  }

  async #end(kind: Outcome['kind'], failure?: ApiError): Promise<void> {
    this.#isOver = true
    await this.#source?.close()
    this.#abort?.stop()
    const outcome = outcomeOf(kind, failure, this.#kept)
    if (this.#parts) await finish(this.#exchange, this.#parts, this.#reached, outcome)
  }
}

const over: IteratorResult<Batch> = { done: true, value: undefined }

/** The count of a prompt: an exchange without a stream. */
export async function countExchange(exchange: LiveExchange, parts: RunParts): Promise<TokenCount> {
  const reached: RunningPlugin[] = []
  const abort = new Abort(exchange.signal)
  let failure: ApiError | undefined
  try {
    const innermost = await abort.race(before(exchange, parts, reached))
    if (innermost) return countOf(await firstMessage(innermost(exchange)))
    return await abort.race(dispatchCount(exchange, parts))
  } catch (thrown) {
    const answer = await rescuedByAny(exchange, reached, toApiError(thrown))
    if ('content' in answer) return countOf(answer)
    failure = answer
    throw answer
  } finally {
    abort.stop()
    const kind = exchange.signal.aborted ? 'aborted' : failure ? 'failed' : 'answered'
    await finish(exchange, parts, reached, outcomeOf(kind, failure, new Kept()))
  }
}

/** First phase. Returns what stands in for the backend where a plugin has answered or refused. */
async function before(
  exchange: LiveExchange,
  { chain }: RunParts,
  reached: RunningPlugin[],
): Promise<Inner | undefined> {
  for (const running of chain.pluginsFor(exchange)) {
    reached.push(running)
    if (!running.has('beforeRequest')) continue
    try {
      const answer = await running.run('beforeRequest', async () =>
        checkedMessage(await running.plugin.beforeRequest?.(exchange)),
      )
      if (answer) return () => oneBatch(Batch.ofEvents([...unfold(answer)]))
    } catch (thrown) {
      return () => refusing(thrown)
    }
  }
  return undefined
}

// biome-ignore lint/correctness/useYield: it is a stream, and its whole content is the refusal
async function* refusing(thrown: unknown): AsyncGenerator<Batch> {
  throw thrown
}

/** Last phase: `onEnd` in reverse. The response waits a moment for it; slower ones go on by themselves. */
async function finish(
  exchange: LiveExchange,
  { ended }: RunParts,
  reached: readonly RunningPlugin[],
  outcome: Outcome,
): Promise<void> {
  exchange.mark('total')
  const end = async () => {
    await Promise.all(exchange.pending)
    exchange.outcome = outcome
    for (const running of reached.toReversed()) {
      if (running.has('onEnd')) await running.run('onEnd', () => running.plugin.onEnd?.(exchange, outcome))
    }
  }
  const run = end()
  ended(run)
  await within(graceForObservers, run)
}

function outcomeOf(kind: Outcome['kind'], error: ApiError | undefined, kept: Kept): Outcome {
  let message: { readonly folded: Message | undefined } | undefined
  return {
    kind,
    ...(error && kind === 'failed' && { error }),
    get message() {
      message ??= { folded: kept.messageSoFar }
      return message.folded
    },
  }
}

async function firstMessage(stream: AsyncIterable<Batch>): Promise<Message> {
  const kept = new Kept()
  for await (const batch of stream) kept.add(batch)
  const { message } = kept
  if (!message) throw new InternalError('a plugin answered a count with nothing')
  return message
}

async function rescuedByAny(
  exchange: LiveExchange,
  reached: readonly RunningPlugin[],
  failure: ApiError,
): Promise<Message | ApiError> {
  let answer: Message | ApiError = failure
  for (const running of reached.toReversed()) {
    if (!running.has('onError') || 'content' in answer) continue
    try {
      answer = await rescued(running, exchange, answer)
    } catch (thrown) {
      answer = toApiError(thrown)
    }
  }
  return answer
}

const countOf = (message: Message): TokenCount => ({
  inputTokens: message.usage.input_tokens,
  estimated: true,
})

/** The client's leaving, as a failure of whatever is waited for. */
class Abort {
  readonly signal: AbortSignal
  readonly #interrupt = new Interrupt()
  readonly #fire = () => this.#interrupt.fire(aborted())

  constructor(signal: AbortSignal) {
    this.signal = signal
    if (signal.aborted) this.#fire()
    signal.addEventListener('abort', this.#fire, { once: true })
  }

  stop(): void {
    this.signal.removeEventListener('abort', this.#fire)
  }

  race<Value>(promise: Promise<Value>): Promise<Value> {
    return this.#interrupt.race(promise)
  }
}

/** A stream that an abort leaves where it is. Not one more generator: each costs microseconds for every read. */
class Source {
  readonly #iterator: AsyncIterator<Batch>
  readonly #abort: Abort
  #pull: Promise<unknown> | undefined

  constructor(stream: AsyncIterable<Batch>, abort: Abort) {
    this.#iterator = stream[Symbol.asyncIterator]()
    this.#abort = abort
  }

  next(): Promise<IteratorResult<Batch>> {
    const pull = this.#iterator.next()
    this.#pull = pull
    return this.#abort.race(pull)
  }

  async close(): Promise<void> {
    if (this.#abort.signal.aborted && this.#pull) await within(graceAfterAbort, this.#pull)
    void Promise.resolve(this.#iterator.return?.()).catch(() => {})
  }
}

const aborted = (): ApiError => new InternalError('the client has left', { status: 499 })
