/** One exchange through its three phases. An abort travels by signal: nobody waits for a generator that ignores it. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import { Folder } from '../anthropic/fold.ts'
import type { Message } from '../anthropic/message.ts'
import { unfold } from '../anthropic/unfold.ts'
import type { TokenCount } from './backend.ts'
import { Batch, foldBatches } from './batch.ts'
import { type DispatchParts, dispatch, dispatchCount } from './dispatch.ts'
import type { Outcome } from './exchange.ts'
import { Interrupt, within } from './interrupt.ts'
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
export async function* runExchange(exchange: LiveExchange, begin: () => RunParts): AsyncGenerator<Batch> {
  const parts = begin()
  const reached: RunningPlugin[] = []
  const seen: Batch[] = []
  const abort = new Abort(exchange.signal)
  let failure: ApiError | undefined
  let complete = false
  try {
    const innermost = await abort.race(before(exchange, parts, reached))
    const layers = onion(reached, innermost ?? (live => dispatch(live, parts)))
    const source = new Source(layers(exchange), abort)
    try {
      for (let step = await source.next(); !step.done; step = await source.next()) {
        seen.push(step.value)
        yield step.value
      }
    } finally {
      await source.close()
    }
    complete = true
  } catch (thrown) {
    failure = toApiError(thrown)
    throw failure
  } finally {
    abort.stop()
    const left = exchange.signal.aborted || !failure
    const kind = complete ? 'answered' : left ? 'aborted' : 'failed'
    await finish(exchange, parts, reached, outcomeOf(kind, failure, seen))
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
    await finish(exchange, parts, reached, outcomeOf(kind, failure, []))
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
      if (answer) return () => one(Batch.ofEvents([...unfold(answer)]))
    } catch (thrown) {
      return () => refusing(thrown)
    }
  }
  return undefined
}

async function* one(batch: Batch): AsyncGenerator<Batch> {
  yield batch
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

function outcomeOf(kind: Outcome['kind'], error: ApiError | undefined, seen: readonly Batch[]): Outcome {
  let message: { readonly folded: Message | undefined } | undefined
  return {
    kind,
    ...(error && kind === 'failed' && { error }),
    get message() {
      message ??= { folded: foldedSoFar(seen) }
      return message.folded
    },
  }
}

/** A backend may have let frames through that are no events; then what came before them counts. */
function foldedSoFar(seen: readonly Batch[]): Message | undefined {
  const folder = new Folder()
  try {
    for (const batch of seen) batch.foldInto(folder)
  } catch {
    // The failure itself has gone to the client as it came.
  }
  return folder.message
}

async function firstMessage(stream: AsyncIterable<Batch>): Promise<Message> {
  const seen: Batch[] = []
  for await (const batch of stream) seen.push(batch)
  const message = foldBatches(seen)
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
