/** Reasoning state by conversation and tool call, for clients that do not carry it: those that asked for no thinking get no block to put it in. */
export class ReasoningMemory {
  readonly #states = new Map<string, unknown>()
  readonly #most: number

  /** `most` calls are kept, the latest ones. */
  constructor(most = 2_000) {
    this.#most = most
  }

  remember(conversation: string, callId: string, state: unknown): void {
    const key = `${conversation} ${callId}`
    this.#states.delete(key)
    this.#states.set(key, state)
    const [oldest] = this.#states.keys()
    if (this.#states.size > this.#most && oldest !== undefined) this.#states.delete(oldest)
  }

  /** What is asked for again is of a conversation that goes on: it is forgotten last. */
  recall(conversation: string, callId: string): unknown {
    const state = this.#states.get(`${conversation} ${callId}`)
    if (state !== undefined) this.remember(conversation, callId, state)
    return state
  }
}
