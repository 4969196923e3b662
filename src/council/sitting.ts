/** One sitting of a council: what its stages share, and what has to be over when it is. */
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Judging } from './judging.ts'
import { Ledger } from './ledger.ts'
import type { Council, CouncilEvent, CouncilParts, MemberAnswer } from './types.ts'

/** What happened, before the time is put to it. */
export type Happening = CouncilEvent extends infer Event
  ? Event extends CouncilEvent
    ? Omit<Event, 'at'>
    : never
  : never

/** Something that runs and can be ended from outside, at once. */
export interface Running {
  stop(): void
}

// Without a reason each abort would make an error with a stack, which costs more than all the rest of an alarm.
const calledOff = 'called off'

export class Sitting {
  readonly council: Council
  readonly request: MessagesRequest
  readonly parts: CouncilParts
  readonly judging: Judging
  readonly ledger: Ledger
  startedAt: number
  /** What was not as it should be, in sentences. */
  readonly degraded: string[] = []
  /** What is known of them so far. */
  answers: readonly MemberAnswer[] = []
  readonly #tell: (event: CouncilEvent) => void
  readonly #running = new Set<Running>()
  #isOver = false

  constructor(
    council: Council,
    request: MessagesRequest,
    parts: CouncilParts,
    judging: Judging,
    tell: (event: CouncilEvent) => void,
  ) {
    this.council = council
    this.request = request
    this.parts = parts
    this.judging = judging
    this.ledger = new Ledger(parts.costOf)
    this.startedAt = parts.clock.now()
    this.#tell = tell
  }

  begin(): void {
    this.startedAt = this.now()
    this.tell({ type: 'started', council: this.council })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  now(): number {
    return this.parts.clock.now()
  }

  /** The time at which everything has to be over. */
  get deadlineAt(): number {
    return this.startedAt + (this.council.deadlineMs ?? Number.POSITIVE_INFINITY)
  }

  /** Whether money is left for another stage. */
  get isSpent(): boolean {
    return this.ledger.dollars.known >= (this.council.maxDollars ?? Number.POSITIVE_INFINITY)
  }

  tell(happening: Happening): void {
    if (!this.#isOver) this.#tell({ at: this.now() - this.startedAt, ...happening } as CouncilEvent)
  }

  /** From now on the end of the sitting ends this too. */
  enter(running: Running): void {
    if (this.#isOver) running.stop()
    else this.#running.add(running)
  }

  leave(running: Running): void {
    this.#running.delete(running)
  }

  /** Rings once, unless it is called off with what it returns. Never of infinite time. */
  alarm(milliseconds: number, ring: () => void): () => void {
    if (milliseconds === Number.POSITIVE_INFINITY) return () => {}
    const controller = new AbortController()
    const running = { stop: () => controller.abort(calledOff) }
    const callOff = (): void => {
      this.leave(running)
      controller.abort(calledOff)
    }
    const wake = (): void => {
      if (controller.signal.aborted) return
      this.leave(running)
      ring()
    }
    this.enter(running)
    // Rejecting is a way in which sleepers resolve early.
    if (!this.#isOver)
      this.parts.clock.sleep(Math.max(0, milliseconds), controller.signal).then(wake, callOff)
    return callOff
  }

  /** Resolves early where the signal is aborted or the sitting ends. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const running = { stop: () => done() }
      const callOff = this.alarm(milliseconds, () => done())
      const done = (): void => {
        signal?.removeEventListener('abort', done)
        this.leave(running)
        callOff()
        resolve()
      }
      signal?.addEventListener('abort', done, { once: true })
      this.enter(running)
      if (signal?.aborted) done()
    })
  }

  /** Stops every call and every alarm within the tick; nothing is told any more. */
  end(): void {
    this.#isOver = true
    for (const running of this.#running) running.stop()
    this.#running.clear()
  }
}
