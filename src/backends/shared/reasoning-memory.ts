/** Reasoning state by session and tool call, for clients that do not carry it: those that asked for no thinking get no block to put it in. */
export class ReasoningMemory {
  readonly #states = new Map<string, unknown>()
  readonly #most: number

  /** `most` calls are kept, the latest ones. */
  constructor(most = 2_000) {
    this.#most = most
  }

  remember(session: string, callId: string, state: unknown): void {
    const key = `${session} ${callId}`
    this.#states.delete(key)
    this.#states.set(key, state)
    const [oldest] = this.#states.keys()
    if (this.#states.size > this.#most && oldest !== undefined) this.#states.delete(oldest)
  }

  /** What is asked for again is of a conversation that goes on: it is forgotten last. */
  recall(session: string, callId: string): unknown {
    const state = this.#states.get(`${session} ${callId}`)
    if (state !== undefined) this.remember(session, callId, state)
    return state
  }
}
