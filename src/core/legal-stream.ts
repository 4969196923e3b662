/**
 * Keeps a stream legal behind a layer that changes events: blocks are renumbered from 0, one is open at a time, what is
 * open gets closed, and the stop reason says what the blocks say. Until something changes it only watches, so that an
 * upstream's own oddities reach the client as they were.
 */
import type { AnswerBlock } from '../anthropic/blocks.ts'
import type { BlockDeltaEvent, BlockStart, MessageDelta, StreamEvent } from '../anthropic/events.ts'
import { emptyMessage, type Message } from '../anthropic/message.ts'

interface OpenBlock {
  /** Index before renumbering. */
  readonly from: number
  /** Index as sent on. */
  readonly to: number
  readonly type: string
  signed: boolean
}

const deltaOf: Readonly<Record<string, string>> = {
  text_delta: 'text',
  citations_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'thinking',
  input_json_delta: 'tool_use',
}

export class LegalStream {
  /** Set once an event differs from what came in. */
  changed = false
  #origin: Message | undefined
  #open: OpenBlock | undefined
  #blocks = 0
  readonly #tools = new Set<string>()
  #state: 'waiting' | 'started' | 'stopping' | 'ended' = 'waiting'

  /** Tells how the stream began, in case that event does not arrive. */
  began(message: Message): void {
    this.#origin ??= message
  }

  /** An event on its way out: itself where nothing is wrong with it, else what takes its place. */
  accept(event: StreamEvent): StreamEvent | readonly StreamEvent[] {
    if (this.#state === 'ended') return this.changed ? [] : event
    switch (event.type) {
      case 'message_start':
        return this.#start(event)
      case 'content_block_start':
        return this.#blockStart(event)
      case 'content_block_delta':
        return this.#delta(event)
      case 'content_block_stop':
        return this.#blockStop(event)
      case 'message_delta':
        return this.#messageDelta(event)
      case 'message_stop':
        return this.#stop(event)
      default:
        return event
    }
  }

  /** What is missing when a changed stream is over. */
  end(): readonly StreamEvent[] {
    if (!this.changed || this.#state === 'ended') return []
    return list(this.accept({ type: 'message_stop' }))
  }

  #start(event: StreamEvent & { type: 'message_start' }): StreamEvent | readonly StreamEvent[] {
    if (this.#state !== 'waiting') return this.changed ? [] : event
    this.#state = 'started'
    return event
  }

  #opening(): readonly StreamEvent[] {
    if (this.#state !== 'waiting' || !this.changed) return []
    this.#state = 'started'
    const origin = this.#origin ?? emptyMessage('msg_opened_by_proxy', '')
    return [{ type: 'message_start', message: origin }]
  }

  #blockStart(event: BlockStart): StreamEvent | readonly StreamEvent[] {
    const { content_block: block, index } = event
    if (this.changed && (this.#state === 'stopping' || this.#isRepeated(event))) return []
    const before = [...this.#opening(), ...this.#close()]
    this.#open = { from: index, to: this.#blocks, type: block.type, signed: false }
    this.#blocks += 1
    if (block.type === 'tool_use') this.#tools.add(block.id)
    const sent = !this.changed || index === this.#open.to ? event : { ...event, index: this.#open.to }
    return before.length ? [...before, sent] : sent
  }

  /** The start of the block that is open, once more; or a tool call that there was: clients drop the second of an id. */
  #isRepeated({ content_block: block, index }: BlockStart): boolean {
    if (block.type === 'tool_use') return this.#tools.has(block.id)
    return this.#open?.from === index && this.#open.type === block.type
  }

  #delta(event: BlockDeltaEvent): StreamEvent | readonly StreamEvent[] {
    const open = this.#open
    // A signature is the last delta of its block.
    const isLate = open?.signed === true
    if (event.delta.type === 'signature_delta' && open) open.signed = true
    if (!this.changed) return event
    if (open?.from !== event.index || isLate || !fits(open, event.delta.type)) return []
    return event.index === open.to ? event : { ...event, index: open.to }
  }

  #blockStop(event: StreamEvent & { type: 'content_block_stop' }): StreamEvent | readonly StreamEvent[] {
    const open = this.#open
    if (open?.from !== event.index) return this.changed ? [] : event
    const complete = open.type !== 'thinking' || open.signed
    if (this.changed && !(complete && open.to === event.index)) return this.#close()
    this.#open = undefined
    return event
  }

  #close(): readonly StreamEvent[] {
    const open = this.#open
    this.#open = undefined
    if (!open || !this.changed) return []
    const stop: StreamEvent = { type: 'content_block_stop', index: open.to }
    if (open.type !== 'thinking' || open.signed) return [stop]
    const delta = { type: 'signature_delta', signature: '' } as const
    return [{ type: 'content_block_delta', index: open.to, delta }, stop]
  }

  #messageDelta(event: MessageDelta): StreamEvent | readonly StreamEvent[] {
    if (this.#state === 'stopping' && this.changed) return []
    const before = [...this.#opening(), ...this.#close()]
    if (!this.changed) {
      this.#state = 'stopping'
      return event
    }
    if (this.#blocks === 0) before.push(...this.#emptyText())
    this.#state = 'stopping'
    const repaired = this.#repaired(event)
    return before.length ? [...before, repaired] : repaired
  }

  /** The client asks again after an answer without any content, so a stream whose blocks were all dropped gets an empty one. */
  #emptyText(): readonly StreamEvent[] {
    const block: AnswerBlock = { type: 'text', text: '', citations: null }
    this.#blocks = 1
    return [
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_stop', index: 0 },
    ]
  }

  #repaired(event: MessageDelta): MessageDelta {
    const said = event.delta?.stop_reason ?? null
    const calls = this.#tools.size > 0
    const reason = calls && (said === 'end_turn' || said === null) ? 'tool_use' : said
    const right = !calls && (reason === 'tool_use' || reason === null) ? 'end_turn' : reason
    if (right === said && event.usage?.output_tokens !== undefined) return event
    const usage = { ...event.usage, output_tokens: event.usage?.output_tokens ?? 0 }
    return {
      ...event,
      delta: { ...event.delta, stop_reason: right, stop_sequence: event.delta?.stop_sequence ?? null },
      usage,
    }
  }

  #stop(event: StreamEvent): StreamEvent | readonly StreamEvent[] {
    if (!this.changed) {
      this.#state = 'ended'
      return event
    }
    const delta: MessageDelta = {
      type: 'message_delta',
      delta: { stop_reason: null, stop_sequence: null },
      usage: { output_tokens: this.#origin?.usage.output_tokens ?? 0 },
    }
    const missing = this.#state === 'stopping' ? [] : list(this.#messageDelta(delta))
    this.#state = 'ended'
    return [...missing, event]
  }
}

/** Deltas of unknown types, and deltas in blocks of unknown types, are let through. */
const fits = (open: OpenBlock, delta: string): boolean => {
  const type = deltaOf[delta]
  return type === undefined || type === open.type || !['text', 'thinking', 'tool_use'].includes(open.type)
}

const list = (events: StreamEvent | readonly StreamEvent[]): readonly StreamEvent[] =>
  Array.isArray(events) ? events : [events as StreamEvent]
