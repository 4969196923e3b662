/** One call of a model: pulled event by event, for no longer than it may take, and ended from outside at any moment. */
import { ApiError, InternalError, TimeoutError, toApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import { Folder } from '../anthropic/fold.ts'
import type { Message } from '../anthropic/message.ts'
import { Interrupt } from '../core/interrupt.ts'
import type { Sale } from './ledger.ts'
import type { Sitting } from './sitting.ts'
import type { CouncilCall } from './types.ts'

/** Why a call was not let come to its end. `late`: the others had gone on. */
export type Stop = 'timeout' | 'late' | 'aborted'

export interface Asking extends Omit<CouncilCall, 'signal'> {
  /** Milliseconds. */
  readonly limitMs: number
  /** Of its stage. Its reason is a `Stop`. Absent: nothing but the end of the sitting stops it. */
  readonly signal?: AbortSignal
  /** Called with the first of its content, thinking included. */
  readonly onFirst?: () => void
}

export class ModelCall {
  readonly asking: Asking
  readonly startedAt: number
  /** Set where it was ended from outside. */
  stoppedBy: Stop | undefined
  readonly #sitting: Sitting
  readonly #controller = new AbortController()
  readonly #interrupt = new Interrupt()
  readonly #folder = new Folder()
  readonly #iterator: AsyncIterator<StreamEvent>
  #callOff: () => void = () => {}
  #isClosed = false
  #isWhole = false
  #isPassed = false
  #failure: unknown
  #firstAt: number | undefined
  #contentAt: number

  /** Throws where the sitting is over. */
  constructor(sitting: Sitting, asking: Asking) {
    if (sitting.isOver) throw stopError('aborted', asking.limitMs)
    this.#sitting = sitting
    this.asking = asking
    this.startedAt = sitting.now()
    this.#contentAt = this.startedAt
    const { role, member, request } = asking
    sitting.ledger.calls += 1
    this.#iterator = opened(() =>
      sitting.parts.call({ role, member, request, signal: this.#controller.signal }),
    )
    sitting.enter(this)
    asking.signal?.addEventListener('abort', this.#onAbort, { once: true })
    this.#watch()
  }

  /** Undefined at the end of a whole answer; throws an `ApiError` at any other end. */
  async next(): Promise<StreamEvent | undefined> {
    try {
      const step = await this.#interrupt.race(this.#iterator.next())
      if (step.done) {
        this.#close()
        if (!this.#isWhole) throw brokenOff(this.message)
        return undefined
      }
      this.#hear(step.value)
      return step.value
    } catch (thrown) {
      this.#failure ??= thrown
      this.#close()
      // Nothing that comes behind the last event is missed.
      if (this.#isWhole) return undefined
      throw toApiError(thrown)
    }
  }

  /** What has come so far. */
  get message(): Message | undefined {
    return this.#folder.message
  }

  get timing(): { readonly firstMs?: number; readonly totalMs: number } {
    const firstMs = this.#firstAt === undefined ? {} : { firstMs: this.#firstAt - this.startedAt }
    return { ...firstMs, totalMs: this.#sitting.now() - this.startedAt }
  }

  /** A provider that refuses before a message begins sells nothing; of all that breaks later nobody knows what is billed. */
  get sale(): Sale {
    if (this.#isWhole) return 'whole'
    return ApiError.is(this.#failure) && !this.stoppedBy && !this.message ? 'unsold' : 'partial'
  }

  /**
   * Its words are being read. It is given twice the time, as long as it is not silent for as long as the whole of a call may
   * take: nobody wants an answer cut off that is being written.
   */
  passOn(): void {
    this.#isPassed = true
  }

  stop(why: Stop = 'aborted'): void {
    if (this.#isClosed) return
    this.stoppedBy = why
    this.#close()
    const failure = stopError(why, this.asking.limitMs)
    this.#failure ??= failure
    this.#controller.abort(failure)
    this.#interrupt.fire(failure)
    void leave(this.#iterator)
  }

  readonly #onAbort = (): void => this.stop(this.asking.signal?.reason as Stop)

  #hear(event: StreamEvent): void {
    this.#folder.add(event)
    if (event.type === 'message_stop') this.#isWhole = true
    if (!event.type.startsWith('content_block_')) return
    this.#contentAt = this.#sitting.now()
    if (this.#firstAt !== undefined || event.type !== 'content_block_delta') return
    this.#firstAt = this.#contentAt
    this.asking.onFirst?.()
  }

  #watch(): void {
    this.#callOff = this.#sitting.alarm(this.#endsAt - this.#sitting.now(), () => {
      if (this.#endsAt <= this.#sitting.now()) this.stop('timeout')
      else this.#watch()
    })
  }

  get #endsAt(): number {
    const { limitMs } = this.asking
    const endsAt = this.#isPassed
      ? Math.min(this.#contentAt + limitMs, this.startedAt + 2 * limitMs)
      : this.startedAt + limitMs
    return Math.min(endsAt, this.#sitting.deadlineAt)
  }

  #close(): void {
    this.#isClosed = true
    this.#callOff()
    this.asking.signal?.removeEventListener('abort', this.#onAbort)
    this.#sitting.leave(this)
  }
}

/** A call that fails at once fails like any other. */
function opened(open: () => AsyncIterable<StreamEvent>): AsyncIterator<StreamEvent> {
  try {
    return open()[Symbol.asyncIterator]()
  } catch (thrown) {
    return { next: () => Promise.reject(thrown) }
  }
}

/** Not waited for: a generator that waits for something else hears of it only afterwards. */
async function leave(iterator: AsyncIterator<StreamEvent>): Promise<void> {
  try {
    await iterator.return?.()
  } catch {
    // Nobody is left to hear of it.
  }
}

const brokenOff = (message: Message | undefined): ApiError =>
  new InternalError(message ? 'its answer broke off' : 'its answer ended before it began')

function stopError(why: Stop, limitMs: number): ApiError {
  if (why === 'timeout') return new TimeoutError(`no answer within ${limitMs / 1_000} s`)
  return new InternalError(why === 'late' ? 'the others did not wait for it' : 'it was stopped')
}
