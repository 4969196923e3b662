/**
 * Writes a legal stream from whatever a vendor's stream brings, in whatever order: it owns indices, opens a block
 * before its deltas, closes it before the next, and lets one tool call out at a time.
 */
import type { AnswerBlock } from '../anthropic/blocks.ts'
import type { BlockDelta, StreamEvent } from '../anthropic/events.ts'
import { emptyMessage, emptyUsage, type StopReason, type Usage } from '../anthropic/message.ts'
import type { ToolCall, ToolHead } from './tool-call.ts'
import { createToolCall, identify, isAnother, lastArguments, toolUse } from './tool-call.ts'

export interface BlockWriterOptions {
  readonly id: string
  /** As the client asked for it: it expects its own name back. */
  readonly model: string
  /** What is known before the answer. Leave out what is not: Claude Code keeps a first estimate. */
  readonly usage?: Partial<Usage>
  /** Makes an id for a tool call that came without one. */
  readonly createToolId?: () => string
  /** Ids of the conversation so far: Kimi numbers its calls anew in every turn, and clients drop doubled ids. */
  readonly takenIds?: Iterable<string>
  /** Hears of arguments that could not be passed on as they were meant, other than by the reason of `finish`. */
  readonly warn?: (text: string) => void
}

interface Words {
  readonly kind: 'text' | 'thinking'
  text: string
  signature?: string
  isEnded: boolean
}
interface Redacted {
  readonly kind: 'redacted'
  readonly data: string
}
type Block = ToolCall | Words | Redacted

/**
 * Every method returns the events that are now due, with `message_start` ahead of the first. Blocks leave in the
 * order in which they came; the first one streams, and what comes while a tool call is incomplete waits for it.
 */
export class BlockWriter {
  readonly #options: BlockWriterOptions
  readonly #takenIds: Set<string>
  readonly #calls = new Map<string | number, ToolCall>()
  readonly #queue: Block[] = []
  #calling = 0
  #index = 0
  #isStarted = false
  #isOpen = false
  #isFinished = false
  #hasTools = false

  constructor(options: BlockWriterOptions) {
    this.#options = options
    this.#takenIds = new Set(options.takenIds)
  }

  /** Whether no content has come so far. */
  get isEmpty(): boolean {
    return this.#index === 0 && this.#queue.length === 0
  }

  /** `message_start`, where it has not gone out yet. */
  start(): StreamEvent[] {
    if (this.#isStarted) return []
    this.#isStarted = true
    const { id, model, usage } = this.#options
    return [{ type: 'message_start', message: emptyMessage(id, model, { ...emptyUsage, ...usage }) }]
  }

  text(delta: string): StreamEvent[] {
    return delta === '' ? [] : this.#words('text', delta)
  }

  thinking(delta: string): StreamEvent[] {
    return delta === '' ? [] : this.#words('thinking', delta)
  }

  /**
   * Signs the current thinking block, or one without text where there is none. The last value before the block
   * ends counts; thinking that follows opens a new block. A block that is never signed gets the signature ''.
   */
  signature(value: string): StreamEvent[] {
    const last = this.#queue.at(-1)
    if (last?.kind === 'thinking' && !last.isEnded) last.signature = value
    else this.#queue.push({ kind: 'thinking', text: '', signature: value, isEnded: false })
    return this.#advance()
  }

  /** A block of thinking that only its provider can read. */
  redacted(data: string): StreamEvent[] {
    if (data !== '') this.#queue.push({ kind: 'redacted', data })
    return this.#advance()
  }

  /**
   * A fragment of a tool call's JSON arguments, '' included. `key` is the vendor's index or id; a known key with
   * another id and a name is a new call, since Ollama gives every call the index 0.
   */
  tool(key: string | number, head: ToolHead, json: string): StreamEvent[] {
    const call = this.#call(key, head, json)
    identify(call, head)
    call.hasArguments ||= json.trim() !== ''
    call.text += call.input.push(json)
    if (!call.isQueued && (call.name !== '' || call.hasArguments)) {
      call.isQueued = true
      this.#queue.push(call)
    }
    return this.#advance()
  }

  /** Ends a block where the vendor says so: the tool call of a key, or else the text or thinking that came last. */
  end(key?: string | number): StreamEvent[] {
    const block = key === undefined ? this.#queue.at(-1) : this.#calls.get(key)
    if (block && block.kind !== 'redacted') block.isEnded = true
    return this.#advance()
  }

  /**
   * Closes what is open and ends the message; later calls of any method give nothing. Where a tool was called,
   * no reason or `end_turn` becomes `tool_use`; without a tool, `tool_use` becomes `end_turn`. Any other reason
   * means that the last tool call was cut: what it was about to say becomes null. Usage is the final count.
   */
  finish(
    reason?: StopReason | null,
    usage?: Partial<Usage>,
    sequence?: string | null,
    details?: unknown,
  ): StreamEvent[] {
    if (this.#isFinished) return []
    // Claude Code takes a stream without any block for a failure.
    if (this.isEmpty) this.#queue.push({ kind: 'text', text: '', isEnded: true })
    const wasCut = reason != null && reason !== 'end_turn' && reason !== 'tool_use'
    const events = this.#advance()
    for (const [index, block] of this.#queue.entries()) {
      const isLast = index === this.#queue.length - 1
      events.push(...this.#close(block, wasCut && isLast))
    }
    this.#queue.length = 0
    this.#isFinished = true
    events.push({
      type: 'message_delta',
      delta: {
        stop_reason: this.#reason(reason ?? (sequence == null ? 'end_turn' : 'stop_sequence')),
        stop_sequence: sequence ?? null,
        stop_details: details ?? null,
        container: null,
      },
      usage: { ...emptyUsage, ...this.#options.usage, ...usage },
    })
    events.push({ type: 'message_stop' })
    return events
  }

  #reason(reason: StopReason): StopReason {
    if (this.#hasTools) return reason === 'end_turn' ? 'tool_use' : reason
    return reason === 'tool_use' ? 'end_turn' : reason
  }

  #words(kind: 'text' | 'thinking', delta: string): StreamEvent[] {
    const last = this.#queue.at(-1)
    if (last?.kind === kind && !last.isEnded && last.signature === undefined) last.text += delta
    else this.#queue.push({ kind, text: delta, isEnded: false })
    return this.#advance()
  }

  #call(key: string | number, head: ToolHead, json: string): ToolCall {
    const known = this.#calls.get(key)
    if (known && !isAnother(known, head, json)) return known
    this.#calling += 1
    const call = createToolCall(this.#calling)
    this.#calls.set(key, call)
    return call
  }

  /** Sends what the first block has, and goes on to the next while the first is over. */
  #advance(): StreamEvent[] {
    const events: StreamEvent[] = []
    if (this.#isFinished) return events
    for (let block = this.#queue[0]; block; block = this.#queue[0]) {
      if (!isOver(block, this.#queue.length > 1)) {
        events.push(...this.#send(block))
        break
      }
      events.push(...this.#close(block, false))
      this.#queue.shift()
    }
    return events
  }

  #send(block: Block): StreamEvent[] {
    if (block.kind === 'redacted' || (block.kind === 'tool' && block.name === '')) return []
    // Half a surrogate pair would reach readers of UTF-8 as two broken characters.
    const whole = /[\ud800-\udbff]$/.test(block.text) ? block.text.length - 1 : block.text.length
    if (whole === 0) return []
    const delta = deltaOf(block.kind, block.text.slice(0, whole))
    block.text = block.text.slice(whole)
    return [...this.#open(block), { type: 'content_block_delta', index: this.#index, delta }]
  }

  #open(block: Block): StreamEvent[] {
    if (this.#isOpen) return []
    this.#isOpen = true
    if (block.kind === 'tool') this.#hasTools = true
    const content_block =
      block.kind === 'tool' ? toolUse(block, this.#takenIds, this.#options.createToolId) : emptyBlock(block)
    return [...this.start(), { type: 'content_block_start', index: this.#index, content_block }]
  }

  #close(block: Block, wasCut: boolean): StreamEvent[] {
    const events = this.#open(block)
    for (const delta of lastDeltas(block, wasCut, this.#options.warn)) {
      events.push({ type: 'content_block_delta', index: this.#index, delta })
    }
    events.push({ type: 'content_block_stop', index: this.#index })
    this.#index += 1
    this.#isOpen = false
    return events
  }
}

function isOver(block: Block, isFollowed: boolean): boolean {
  if (block.kind === 'redacted') return true
  if (block.kind !== 'tool') return block.isEnded || isFollowed
  const isWhole = block.input.isComplete && block.name !== ''
  // Where its own end came too early, the call waits: a token limit may have cut it, which `finish` will tell.
  return isWhole || (block.isEnded && (isFollowed || !block.hasArguments))
}

function emptyBlock(block: Words | Redacted): AnswerBlock {
  if (block.kind === 'redacted') return { type: 'redacted_thinking', data: block.data }
  return block.kind === 'text'
    ? { type: 'text', text: '', citations: null }
    : { type: 'thinking', thinking: '', signature: '' }
}

function deltaOf(kind: 'text' | 'thinking' | 'tool', text: string): BlockDelta {
  if (kind === 'text') return { type: 'text_delta', text }
  if (kind === 'thinking') return { type: 'thinking_delta', thinking: text }
  return { type: 'input_json_delta', partial_json: text }
}

/** All that a block still owes before it stops. */
function lastDeltas(block: Block, wasCut: boolean, warn: BlockWriterOptions['warn']): BlockDelta[] {
  if (block.kind === 'redacted') return []
  const text = block.text + (block.kind === 'tool' ? lastArguments(block, wasCut, warn) : '')
  const deltas = text === '' ? [] : [deltaOf(block.kind, text)]
  if (block.kind === 'thinking') deltas.push({ type: 'signature_delta', signature: block.signature ?? '' })
  return deltas
}
