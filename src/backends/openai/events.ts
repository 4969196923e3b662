/** Chat Completions as the API's events: a reducer over chunks, and a whole answer is one chunk. */

import { encodeCarrier } from '../../anthropic/carriers.ts'
import type { StreamEvent } from '../../anthropic/events.ts'
import type { Usage } from '../../anthropic/message.ts'
import { BlockWriter } from '../../wire/block-writer.ts'
import { brokenOff, errorOfChunk } from '../shared/errors.ts'
import type { ToolNames } from '../shared/names.ts'
import { Prefill } from '../shared/prefill.ts'
import type { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { StopSequences } from '../shared/stop-sequences.ts'
import { contentPieces, reasoningText } from './content.ts'
import type { Dialect } from './dialect.ts'
import { endOf, failureOf } from './finish.ts'
import { callsIn, choiceIn, deltaIn, textIn } from './loose.ts'
import { otherContent } from './other-content.ts'
import { ReasoningState } from './reasoning-state.ts'
import { ThinkTags } from './think-tags.ts'
import { ToolCalls } from './tool-calls.ts'
import type { ChatChunk, ChatDelta, ChatUsage, ToolCallDelta } from './types.ts'
import { isCounted, usageOf } from './usage.ts'

export interface AnswerContext {
  readonly backend: string
  /** Id of the message, ours: the host's may repeat. */
  readonly id: string
  /** As the client asked for it. */
  readonly asked: string
  /** As the host knows it. */
  readonly model: string
  readonly dialect: Dialect
  readonly names: ToolNames
  /** All that the client gave: a host may take none or some of them, or leave out of its answer that it met one. */
  readonly stops: readonly string[]
  readonly prefill: string
  readonly thinking: boolean
  readonly singleCall: boolean
  readonly memory: ReasoningMemory
  readonly conversation: string
  readonly takenIds: Iterable<string>
  /** Tokens of the model's window, where known. */
  readonly contextWindow?: number
  /** What to report where the host counts nothing, from the characters it has written. */
  estimate(written: number): Usage
  warn(text: string): void
}

export class ChatReader {
  readonly #context: AnswerContext
  readonly #writer: BlockWriter
  readonly #tools: ToolCalls
  readonly #tags: ThinkTags
  readonly #prefill: Prefill
  readonly #stops: StopSequences
  readonly #state: ReasoningState
  #usage: ChatUsage | undefined
  #reason: string | null = null
  #matched: unknown
  #refusal = ''
  #written = 0
  #thinking = false
  /** True once the model has reasoned, whether that is wanted or not. */
  #thought = false

  constructor(context: AnswerContext) {
    this.#context = context
    const { id, asked, takenIds, names, singleCall, dialect, warn } = context
    this.#writer = new BlockWriter({ id, model: asked, takenIds, warn })
    this.#tools = new ToolCalls(this.#writer, {
      names,
      hold: dialect.holdToolArguments,
      single: singleCall,
      warn,
    })
    this.#tags = new ThinkTags(dialect.thinkTags)
    this.#prefill = new Prefill(context.prefill)
    this.#stops = new StopSequences(context.stops)
    this.#state = new ReasoningState(dialect)
  }

  /** True once nothing of the answer can follow: the host need not go on. */
  get isStopped(): boolean {
    return this.#stops.hit !== undefined
  }

  /** True once the host has named its reason to end; only its usage may follow. */
  get isFinished(): boolean {
    return this.#reason !== null
  }

  /** The host's own count, where it has come. */
  get counted(): Usage | undefined {
    return this.#usage && usageOf(this.#usage)
  }

  /** Throws the error that a chunk carries. */
  read(chunk: ChatChunk): StreamEvent[] {
    const { backend, model } = this.#context
    // vLLM puts its errors where the chunk should be.
    const error = chunk.error ?? (chunk.object === 'error' ? chunk : undefined)
    if (error) throw errorOfChunk(error, backend, model)
    if (chunk.usage || chunk.x_groq) {
      this.#usage = [chunk.usage, chunk.x_groq?.usage].find(isCounted) ?? this.#usage
    }
    const choice = choiceIn(chunk)
    if (!choice) return []
    const reason = textIn(choice.finish_reason) ?? null
    const failure = failureOf(reason, backend)
    if (failure) throw failure
    this.#matched = choice.stop_reason ?? choice.matched_stop ?? this.#matched
    const events = this.#delta(deltaIn(choice))
    this.#reason = reason ?? this.#reason
    return events
  }

  /**
   * Ends the message. `isComplete`: the host has said so, by `[DONE]` or a whole answer. Throws where the answer broke
   * off, which must never look like an end.
   */
  finish(isComplete: boolean): StreamEvent[] {
    const { backend, dialect, stops, contextWindow, warn } = this.#context
    const sawNothing = this.#writer.isEmpty && !this.#tools.any && this.#reason === null && !this.isStopped
    const isEnded = isComplete || this.isFinished || this.isStopped || dialect.lenientEnd
    if (!isEnded || sawNothing) throw brokenOff(backend)
    if (this.#writer.isEmpty && !this.#tools.any && this.#thought) warn(thoughtOnly)
    const usage = this.#usage ? usageOf(this.#usage) : this.#context.estimate(this.#written)
    const rest = [...this.#pieces(this.#tags.rest()), ...this.#words(this.#prefill.rest()), ...this.#held()]
    const end = endOf({
      reason: this.#reason,
      matched: this.#matched,
      hit: this.#stops.hit,
      stopSequences: stops,
      refusal: this.#refusal,
      isFull: contextWindow !== undefined && (this.#usage?.total_tokens ?? 0) >= contextWindow,
    })
    const isCut = end.reason === 'max_tokens' || end.reason === 'model_context_window_exceeded'
    const calls = this.#tools.finish(isCut)
    const signed = [...this.#sign(), ...this.#remember(calls)]
    // Whole calls can be run, whatever would have followed them.
    const reason = isCut && this.#tools.isWhole ? 'tool_use' : end.reason
    return [...rest, ...signed, ...this.#writer.finish(reason, usage, end.sequence, end.details)]
  }

  #delta(delta: ChatDelta): StreamEvent[] {
    if (this.isStopped) return []
    this.#state.see(delta)
    const events = both(this.#think(reasoningText(delta)), this.#content(delta))
    if (this.isStopped) return events
    return callsIn(delta).reduce<StreamEvent[]>((all, call) => both(all, this.#call(call)), events)
  }

  #content(delta: ChatDelta): StreamEvent[] {
    const events =
      typeof delta.content === 'string'
        ? this.#pieces(this.#tags.take(delta.content))
        : contentPieces(delta.content).flatMap(({ kind, text }) =>
            kind === 'thinking' ? this.#think(text) : this.#pieces(this.#tags.take(text)),
          )
    const others = otherContent(delta, this.#context.warn)
    const refusal = textIn(delta.refusal) ?? ''
    this.#refusal += refusal
    return both(both(events, this.#words(others)), this.#words(refusal))
  }

  #pieces(pieces: ReturnType<ThinkTags['take']>): StreamEvent[] {
    let events: StreamEvent[] = []
    for (const { kind, text } of pieces) {
      events = both(events, kind === 'thinking' ? this.#think(text) : this.#words(this.#prefill.take(text)))
    }
    return events
  }

  #think(text: string): StreamEvent[] {
    if (text === '') return []
    this.#written += text.length
    this.#state.think(text)
    this.#thought = true
    if (!this.#context.thinking) return []
    this.#thinking = true
    return [...this.#calls(), ...this.#writer.thinking(text)]
  }

  #words(text: string): StreamEvent[] {
    const ready = this.#stops.take(text)
    if (ready === '') return []
    this.#written += ready.length
    return both(both(this.#calls(), this.#sign()), this.#writer.text(ready))
  }

  /** Text that might have become a stop sequence, when nothing more comes. */
  #held(): StreamEvent[] {
    const rest = this.#stops.hit === undefined ? this.#stops.rest() : ''
    return rest === '' ? [] : [...this.#calls(), ...this.#sign(), ...this.#writer.text(rest)]
  }

  #call(delta: ToolCallDelta): StreamEvent[] {
    this.#written += JSON.stringify(delta.function?.arguments ?? '').length
    // The text before a call must be out before it, and the state must stand ahead of the call it belongs to.
    const text = [...this.#pieces(this.#tags.rest()), ...this.#words(this.#prefill.rest()), ...this.#held()]
    const before = [...text, ...this.#sign()]
    return [...before, ...this.#remember(this.#tools.take(delta))]
  }

  #calls(): StreamEvent[] {
    return this.#remember(this.#tools.flush())
  }

  /** Signs the open thinking block with what the host wants back, or opens one for state that has come without words. */
  #sign(): StreamEvent[] {
    if (!this.#context.thinking) return []
    const state = this.#state.taken()
    if (!this.#thinking && state === undefined) return []
    this.#thinking = false
    return this.#writer.signature(encodeCarrier('state', this.#state.provider, state ?? null))
  }

  /** For clients that carry no thinking: the state under the call it came with. */
  #remember(events: readonly StreamEvent[]): StreamEvent[] {
    const { memory, conversation } = this.#context
    for (const event of events) {
      if (event.type !== 'content_block_start' || event.content_block.type !== 'tool_use') continue
      const state = this.#state.whole
      if (state !== undefined) memory.remember(conversation, event.content_block.id, state)
    }
    return events as StreamEvent[]
  }
}

const thoughtOnly = 'the model has only reasoned, which nobody asked for, and has given no answer'

/** One of them is empty for nearly every chunk: then the other one serves as it is. */
const both = (first: StreamEvent[], second: StreamEvent[]): StreamEvent[] =>
  second.length === 0 ? first : first.length === 0 ? second : [...first, ...second]
