/**
 * The one message that the client sees: lines on the council's work, as a block of thinking, and behind them the answer
 * of whoever writes it. The block is signed as a note of ours, so that it is taken out on every way to a model.
 */
import { decodeCarrier, encodeCarrier, withoutBlocks } from '../../anthropic/carriers.ts'
import type { StreamEvent } from '../../anthropic/events.ts'
import type { Usage } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { BlockWriter } from '../../wire/block-writer.ts'

const provider = 'council'

export interface ShownOptions {
  readonly id: string
  /** The model as the client named it. */
  readonly asked: string
}

export class Shown {
  readonly #options: ShownOptions
  #notes: BlockWriter | undefined
  /** Blocks of ours in front of the answer's. */
  #before = 0
  #usage: Partial<Usage> = {}

  constructor(options: ShownOptions) {
    this.#options = options
  }

  line(text: string): readonly StreamEvent[] {
    this.#notes ??= new BlockWriter({ id: this.#options.id, model: this.#options.asked })
    return this.#notes.thinking(`${text}\n`)
  }

  /** An event of the answer, as it stands behind the lines. */
  answer(event: StreamEvent): readonly StreamEvent[] {
    return [...this.#endNotes(event), ...this.#placed(event)]
  }

  #endNotes(event: StreamEvent): readonly StreamEvent[] {
    if (!this.#notes || this.#before > 0 || event.type === 'ping') return []
    this.#before = 1
    return [...this.#notes.signature(encodeCarrier('note', provider, 'progress')), ...this.#notes.end()]
  }

  #placed(event: StreamEvent): readonly StreamEvent[] {
    switch (event.type) {
      case 'message_start': {
        this.#usage = event.message.usage ?? {}
        const { asked } = this.#options
        return this.#before > 0 ? [] : [{ ...event, message: { ...event.message, model: asked } }]
      }
      case 'content_block_start':
      case 'content_block_delta':
      case 'content_block_stop':
        return this.#before === 0 ? [event] : [{ ...event, index: event.index + this.#before }]
      case 'message_delta':
        // The client has not seen the counts that stood in the answer's own beginning.
        return this.#before === 0 ? [event] : [{ ...event, usage: { ...this.#usage, ...event.usage } }]
      default:
        return [event]
    }
  }
}

/** The request without blocks that a council has put in front of its answers; the same object where there are none. */
export const withoutNotes = (request: MessagesRequest): MessagesRequest =>
  withoutBlocks(request, block => {
    const carrier = block.type === 'thinking' ? decodeCarrier(block.signature) : undefined
    return carrier?.kind === 'note' && carrier.provider === provider
  })

/** Whether lines on the work would reach the eyes of a person. */
export const showsThinking = ({ stream, thinking }: MessagesRequest): boolean =>
  stream === true &&
  (thinking?.type === 'adaptive' || thinking?.type === 'enabled') &&
  thinking.display !== 'omitted'
