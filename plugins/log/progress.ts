/** What is seen of an answer while it streams: counts and names only. */
import type { Exchange, StreamEvent, Usage } from 'claudecodex'
import { headOf, isToolUse, type Row, tokensOf } from './row.ts'
import { type ToolCall, toolCall } from './tools.ts'

/** English text and code have about as many characters a token. */
const charactersOfToken = 4

export class Progress {
  readonly #exchange: Exchange
  #phase = 'waiting'
  #tools: readonly ToolCall[] = []
  #characters = 0
  #usage: Partial<Usage> | undefined
  #isCounted = false

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  /** Upstreams send what they like: nothing here may fail on an event that lacks a field. */
  add(event: StreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.#phase = 'answering'
        this.#count(event.message?.usage)
        return
      case 'content_block_start':
        if (event.content_block) this.#begin(event.content_block)
        return
      case 'content_block_delta':
        this.#characters += newCharacters(event.delta)
        return
      case 'message_delta':
        this.#isCounted = (event.usage?.output_tokens ?? 0) > 0
        this.#count(event.usage)
        return
    }
  }

  #begin(block: { readonly type: string }): void {
    if (isToolUse(block)) this.#tools = [...this.#tools, toolCall(String(block.name), undefined)]
    this.#phase = String(block.type).endsWith('thinking') ? 'thinking' : 'writing'
  }

  /** Counters are cumulative, and null where a server does not know. */
  #count(usage: Partial<Usage> | null | undefined): void {
    const known = Object.entries(usage ?? {}).filter(([, value]) => value !== null && value !== undefined)
    this.#usage = { ...this.#usage, ...Object.fromEntries(known) }
  }

  row(now: number): Row {
    const head = headOf(this.#exchange)
    const guess = { output: Math.ceil(this.#characters / charactersOfToken), guessed: true }
    return {
      ...head,
      state: 'open',
      total: Math.max(0, now - head.startedAt),
      ...(this.#usage && { tokens: { ...tokensOf(this.#usage), ...(!this.#isCounted && guess) } }),
      tools: this.#tools,
      text: this.#phase,
    }
  }
}

function newCharacters(delta: object | undefined): number {
  const { text, thinking, partial_json } = (delta ?? {}) as Readonly<Record<string, unknown>>
  const added = text ?? thinking ?? partial_json
  return typeof added === 'string' ? added.length : 0
}
