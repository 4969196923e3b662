/** What a whole message is worth as an answer. */
import type { StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import { emptyAnswer, refusedAnswer } from './failures.ts'

/** Without thinking. */
export const textOf = (message: Message): string =>
  message.content.flatMap(block => (block.type === 'text' ? [block.text] : [])).join('')

/** Undefined where it is an answer: it has words, and is no refusal. */
export function faultOfAnswer(message: Message): 'empty' | 'refused' | undefined {
  if (message.stop_reason === 'refusal') return 'refused'
  return textOf(message).trim() === '' ? 'empty' : undefined
}

/** Neither in words nor by a tool. */
export const saysNothing = (message: Message): boolean =>
  faultOfAnswer(message) !== undefined &&
  (message.stop_reason === 'refusal' || message.content.every(({ type }) => type !== 'tool_use'))

/** As it is shown when another than its author speaks on: its thinking, signed by its author, would be refused by anybody else. */
export const withoutThinking = (message: Message): Message => ({
  ...message,
  content: message.content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking'),
})

/**
 * Waits for a start that is worth being shown: a word, or a whole call of a tool. Until then nobody has seen anything, and
 * another can be asked.
 */
export class Start {
  readonly #held: StreamEvent[] = []
  readonly #calls = new Set<number>()
  #isRefusal = false

  get held(): readonly StreamEvent[] {
    return this.#held
  }

  /** Whether it is one, with this event. Throws an `ApiError` for a refusal, and for an end without one. */
  see(event: StreamEvent | undefined): boolean {
    if (!event) throw this.#isRefusal ? refusedAnswer() : emptyAnswer()
    this.#held.push(event)
    switch (event.type) {
      case 'content_block_start':
        if (event.content_block.type === 'tool_use') this.#calls.add(event.index)
        return event.content_block.type === 'text' && hasWords(event.content_block.text)
      case 'content_block_delta':
        return event.delta.type === 'text_delta' && hasWords(event.delta.text)
      case 'content_block_stop':
        return this.#calls.has(event.index)
      case 'message_delta':
        this.#isRefusal = event.delta.stop_reason === 'refusal'
        return false
      default:
        return false
    }
  }
}

const hasWords = (text: unknown): boolean => typeof text === 'string' && text.trim() !== ''
