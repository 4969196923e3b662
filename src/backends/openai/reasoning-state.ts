/** Gathers, while an answer streams, what its host will want back with the next request. */
import type { Dialect } from './dialect.ts'
import { objectsIn } from './loose.ts'
import type { ChatDelta } from './types.ts'

/** Whose a carrier is. What wants nothing back signs too: its thoughts are nobody else's. */
export const providers: Readonly<Record<Dialect['reasoningBack'], string>> = {
  gemini: 'gemini',
  reasoning_details: 'openrouter',
  reasoning_content: 'reasoning',
  none: 'nobody',
}

interface Detail {
  readonly index?: unknown
  readonly type?: unknown
  readonly [field: string]: unknown
}

export class ReasoningState {
  readonly #kind: Dialect['reasoningBack']
  #signature: string | undefined
  #details: Detail[] = []
  #text = ''
  #isFresh = false

  constructor({ reasoningBack }: Dialect) {
    this.#kind = reasoningBack
  }

  /** Who can read the state: the name in its carrier. */
  get provider(): string {
    return providers[this.#kind]
  }

  /** Notes what a delta brings beside its text. */
  see(delta: ChatDelta): void {
    if (this.#kind === 'gemini') this.#gemini(delta)
    if (this.#kind !== 'reasoning_details') return
    for (const detail of objectsIn(delta.reasoning_details)) this.#detail(detail)
  }

  think(text: string): void {
    if (this.#kind === 'reasoning_content') this.#text += text
  }

  /** All that was gathered; undefined where the host wants nothing. */
  get whole(): unknown {
    if (this.#kind === 'gemini') return this.#signature
    if (this.#kind === 'reasoning_details') return this.#details.length ? this.#details : undefined
    return this.#kind === 'reasoning_content' && this.#text !== '' ? this.#text : undefined
  }

  /** The same, once for each time something new has come; reasoning text stands in its block already. */
  taken(): unknown {
    if (!this.#isFresh) return undefined
    this.#isFresh = false
    return this.#kind === 'reasoning_content' ? undefined : this.whole
  }

  /** With parallel calls only the first has a signature; it may also come alone, behind the text. */
  #gemini(delta: ChatDelta): void {
    const holders = [...objectsIn(delta.tool_calls), delta]
    for (const { extra_content: extra } of holders) {
      const signature = (extra as { google?: { thought_signature?: unknown } | null } | null | undefined)
        ?.google?.thought_signature
      if (typeof signature !== 'string' || this.#signature !== undefined) continue
      this.#signature = signature
      this.#isFresh = true
    }
  }

  /** Fragments of one detail share its index and type: their texts are one text. */
  #detail(detail: Detail): void {
    this.#isFresh = true
    const last = this.#details.at(-1)
    const continues = last !== undefined && last.index === detail.index && last.type === detail.type
    if (!continues || detail.index === undefined) {
      this.#details.push(detail)
      return
    }
    const joined: Record<string, unknown> = { ...last }
    for (const [field, value] of Object.entries(detail)) {
      const grows = ['text', 'summary', 'data'].includes(field) && typeof joined[field] === 'string'
      joined[field] = grows ? `${joined[field]}${String(value ?? '')}` : (value ?? joined[field])
    }
    this.#details[this.#details.length - 1] = joined
  }
}
