/** One exchange through its three phases. An abort travels by signal: nobody waits for a generator that ignores it. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import { unfold } from '../anthropic/unfold.ts'
import type { TokenCount } from './backend.ts'
import { Batch, oneBatch } from './batch.ts'
import { type DispatchParts, dispatch, dispatchCount } from './dispatch.ts'
import type { Outcome } from './exchange.ts'
import { type Flow, flowOf, HoldingFlow } from './flow.ts'
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

/** `begin` is called with the first look: a stream that nobody reads begins nothing. */
export const runExchange = (exchange: LiveExchange, begin: () => RunParts): Flow<Batch> =>
  new Run(exchange, begin)

class Run extends HoldingFlow<Batch> {
  readonly #exchange: LiveExchange
  readonly #begin: () => RunParts
  readonly #kept = new Kept()
  readonly #reached: RunningPlugin[] = []
  readonly #interrupt = new Interrupt()
  #parts: RunParts | undefined
  #source: Flow<Batch> | undefined
  #failure: ApiError | undefined
  #ended: Promise<void> | undefined
  #wake: (() => void) | undefined

  constructor(exchange: LiveExchange, begin: () => RunParts) {
    super()
    this.#exchange = exchange
    this.#begin = begin
  }

  /** Its reader has left. */
  async leave(): Promise<void> {
    if (this.#parts) await this.#finish('aborted')
    this.isOver = true
  }

  protected pull(): Batch | undefined {
    if (this.#ended) return this.#failure ? this.fail(this.#failure) : this.end()
    try {
      const batch = this.#next()
      if (batch) this.#kept.add(batch)
      return batch
    } catch (thrown) {
      this.hold(this.#fails(thrown))
      return undefined
    }
  }

  /** The client's leaving ends every wait, whatever is waited for. */
  protected wait(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
      void this.#source?.ready().then(resolve)
    })
  }

  #next(): Batch | undefined {
    if (this.#exchange.signal.aborted && this.#parts) throw aborted()
    if (!this.#source) {
      this.hold(this.#start())
      return undefined
    }
    const batch = this.#source.take()
    if (!batch && this.#source.isOver) this.hold(this.#finish('answered'))
    return batch
  }

  async #start(): Promise<void> {
    try {
      const parts = this.#begin()
      this.#parts = parts
      const { signal } = this.#exchange
      signal.addEventListener('abort', this.#fire, { once: true })
      if (signal.aborted) this.#fire()
      const innermost = await this.#interrupt.race(before(this.#exchange, parts, this.#reached))
      const layers = onion(this.#reached, innermost ?? (live => dispatch(live, parts)))
      this.#source = flowOf(layers(this.#exchange))
    } catch (thrown) {
      await this.#fails(thrown)
    }
  }

  readonly #fire = (): void => {
    this.#interrupt.fire(aborted())
    this.#wake?.()
  }

  #fails(thrown: unknown): Promise<void> {
    this.#failure = toApiError(thrown)
    return this.#finish(this.#exchange.signal.aborted ? 'aborted' : 'failed', this.#failure)
  }

  #finish(kind: Outcome['kind'], failure?: ApiError): Promise<void> {
    this.#ended ??= this.#end(kind, failure)
    return this.#ended
  }

  async #end(kind: Outcome['kind'], failure?: ApiError): Promise<void> {
    await this.#close()
    this.#exchange.signal.removeEventListener('abort', this.#fire)
    const outcome = outcomeOf(kind, failure, this.#kept)
    if (this.#parts) await finish(this.#exchange, this.#parts, this.#reached, outcome)
  }

  /** After an abort generators get a moment to end, and are abandoned then. */
  async #close(): Promise<void> {
    const source = this.#source
    if (!source || source.isOver) return
    if (this.#exchange.signal.aborted) await within(graceAfterAbort, source.ready())
    void source.leave()
  }
}

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

const aborted = (): ApiError => new InternalError('the client has left', { status: 499 })
