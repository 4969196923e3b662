/** What the runs of an exchange have in common: its first and its last phase, its outcome, and the client's leaving. */
import { type ApiError, InternalError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import { unfold } from '../anthropic/unfold.ts'
import { Batch, oneBatch } from './batch.ts'
import type { DispatchParts } from './dispatch.ts'
import type { Outcome } from './exchange.ts'
import { Interrupt, within } from './interrupt.ts'
import type { Kept } from './kept.ts'
import type { LiveExchange } from './live-exchange.ts'
import { checkedMessage, type Inner } from './onion.ts'
import { Misuse, type RunningPlugin } from './running-plugin.ts'

export interface RunParts extends DispatchParts {
  /** Told of the promise of the last phase, which may outlive the stream. */
  readonly ended: (run: Promise<unknown>) => void
}

/** Milliseconds that the end of the HTTP response waits for observers. */
const graceForObservers = 250

/** First phase. Returns what stands in for the backend where a plugin has answered or refused. */
export async function before(
  exchange: LiveExchange,
  { chain }: RunParts,
  reached: RunningPlugin[],
): Promise<Inner | undefined> {
  for (const running of chain.pluginsFor(exchange)) {
    reached.push(running)
    if (!running.has('beforeRequest')) continue
    try {
      const answer = await running.run('beforeRequest', async () => {
        const given = checkedMessage(await running.plugin.beforeRequest?.(exchange))
        checkAssigned(exchange)
        return given
      })
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

/** Throws a `Misuse` for what can be neither asked nor routed: later it would be a fault with nobody's name. */
function checkAssigned(exchange: LiveExchange): void {
  const { target } = exchange as { readonly target?: unknown }
  if (target !== undefined && typeof target !== 'string')
    throw new Misuse('it set exchange.target to something that is no name of a model')
  if (!exchange.changed) return
  const { model, messages } = (exchange.request ?? {}) as {
    readonly model?: unknown
    readonly messages?: unknown
  }
  if (typeof model !== 'string' || !Array.isArray(messages))
    throw new Misuse(
      'it set exchange.request to something that is no request: `model` and `messages` must stay',
    )
}

/** Last phase: `onEnd` in reverse. The response waits a moment for it; slower ones go on by themselves. */
export async function finish(
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

export function outcomeOf(
  kind: Outcome['kind'],
  error: ApiError | undefined,
  kept: Kept | undefined,
  count?: number,
): Outcome {
  let message: { readonly folded: Message | undefined } | undefined
  return {
    kind,
    ...(error && kind === 'failed' && { error }),
    ...(count !== undefined && { count }),
    get message() {
      message ??= { folded: kept?.messageSoFar }
      return message.folded
    },
  }
}

/** The client's leaving, as a failure of whatever is waited for. */
export class Leaving {
  readonly #signal: AbortSignal
  readonly #interrupt = new Interrupt()
  readonly #fire: () => void

  constructor(signal: AbortSignal, told: () => void = () => {}) {
    this.#signal = signal
    this.#fire = () => {
      this.#interrupt.fire(clientLeft())
      told()
    }
    if (signal.aborted) this.#fire()
    signal.addEventListener('abort', this.#fire, { once: true })
  }

  stop(): void {
    this.#signal.removeEventListener('abort', this.#fire)
  }

  race<Value>(promise: Promise<Value>): Promise<Value> {
    return this.#interrupt.race(promise)
  }
}

export const clientLeft = (): ApiError => new InternalError('the client has left', { status: 499 })
