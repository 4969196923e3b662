/** Answers of the Responses API as the API's events: a reducer over its events, and a whole answer is one of them. */
import type { StreamEvent } from '../../anthropic/events.ts'
import type { Usage } from '../../anthropic/message.ts'
import { BlockWriter } from '../../wire/block-writer.ts'
import type { AnswerReader } from '../shared/answer-reader.ts'
import type { Chunk } from '../shared/chunks.ts'
import { brokenOff, errorOfChunk } from '../shared/errors.ts'
import type { ToolNames } from '../shared/names.ts'
import { Prefill } from '../shared/prefill.ts'
import type { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { StopSequences } from '../shared/stop-sequences.ts'
import { argumentsIn, cutOf, endOf, failureIn, responseIn, strange } from './finish.ts'
import { ItemOrder } from './item-order.ts'
import { type RememberedItem, reasoningItem, signatureOf, thoughts } from './reasoning-items.ts'
import { SentParts } from './sent-parts.ts'
import type { ItemEvent, OutputItem, OutputPart, ResponseBody, ResponsesChunk } from './types.ts'
import { usageOf } from './usage.ts'

export interface AnswerContext {
  readonly backend: string
  /** Id of the message, ours: the host's may repeat. */
  readonly id: string
  /** As the client asked for it. */
  readonly asked: string
  /** As the host knows it. */
  readonly model: string
  readonly names: ToolNames
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

export class ResponsesReader implements AnswerReader {
  readonly #context: AnswerContext
  readonly #writer: BlockWriter
  readonly #order = new ItemOrder()
  readonly #sent = new SentParts()
  readonly #prefill: Prefill
  readonly #stops: StopSequences
  /** Calls by index; true once whole. */
  readonly #calls = new Map<number, boolean>()
  #response: ResponseBody | undefined
  /** Reasoning that belongs to the next call. */
  #reasoning: RememberedItem[] = []
  #refusal = ''
  #written = 0
  #hasItems = false
  #isThinking = false

  constructor(context: AnswerContext) {
    const { id, asked, takenIds, prefill, stops, warn } = context
    this.#context = context
    this.#writer = new BlockWriter({ id, model: asked, takenIds, warn })
    this.#prefill = new Prefill(prefill)
    this.#stops = new StopSequences(stops)
  }

  get isStopped(): boolean {
    return this.#stops.hit !== undefined
  }

  get isFinished(): boolean {
    return this.#response !== undefined
  }

  get counted(): Usage | undefined {
    return usageOf(this.#response?.usage)
  }

  read(chunk: Chunk): StreamEvent[] {
    if (this.isFinished || this.isStopped) return []
    const event = chunk as ResponsesChunk
    const failure = failureIn(event)
    if (failure) throw errorOfChunk(failure, this.#context.backend, this.#context.model)
    this.#response = responseIn(event)
    if (this.#response) return this.#last(this.#response)
    if (typeof event.output_index !== 'number') return []
    this.#hasItems = true
    return this.#all(this.#order.take(event as ItemEvent))
  }

  finish(isComplete: boolean): StreamEvent[] {
    const { backend, contextWindow, estimate } = this.#context
    if (!this.isFinished && !this.isStopped)
      throw isComplete && !this.#hasItems ? strange(backend) : brokenOff(backend)
    const rest = [...this.#held(), ...this.#sign()]
    const { usage } = this.#response ?? {}
    const { reason, sequence, details } = endOf({
      incomplete: cutOf(this.#response),
      hit: this.#stops.hit,
      refusal: this.#refusal,
      hasWholeCalls: this.#calls.size > 0 && [...this.#calls.values()].every(Boolean),
      isFull: contextWindow !== undefined && (usage?.total_tokens ?? 0) >= contextWindow,
    })
    const told = this.#writer.finish(reason, this.counted ?? estimate(this.#written), sequence, details)
    return [...rest, ...this.#remember(told)]
  }

  /** The end repeats all that was said: it counts where nothing was said before, as in an answer that is no stream. */
  #last(response: ResponseBody): StreamEvent[] {
    const type = 'response.output_item.done'
    const items = (response.output ?? []).map((item, index) => ({ type, output_index: index, item }))
    return this.#all(this.#hasItems ? this.#order.rest() : items)
  }

  #all(events: readonly ItemEvent[]): StreamEvent[] {
    return events.flatMap(event => (this.isStopped ? [] : this.#item(event)))
  }

  #item(event: ItemEvent): StreamEvent[] {
    const { delta, output_index: index } = event
    switch (event.type) {
      case 'response.output_item.added':
        return this.#added(index, event.item ?? {})
      case 'response.output_text.delta':
      case 'response.output_text.done':
        return this.#say(this.#sent.next(event, 'text', delta, event.text))
      case 'response.refusal.delta':
      case 'response.refusal.done':
        return this.#refuse(this.#sent.next(event, 'refusal', delta, event.refusal))
      case 'response.content_part.done':
        return this.#part(event, event.part ?? {})
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_summary_text.done':
        return this.#think(event, 'summary')
      case 'response.reasoning_text.delta':
      case 'response.reasoning_text.done':
        return this.#think(event, 'thought')
      case 'response.function_call_arguments.delta':
      case 'response.function_call_arguments.done':
        return this.#call(index, {}, this.#sent.next(event, 'arguments', delta, event.arguments))
      case 'response.output_item.done':
        return this.#done(event, event.item ?? {})
      default:
        return []
    }
  }

  #added(index: number, item: OutputItem): StreamEvent[] {
    this.#sent.forget(index)
    return item.type === 'function_call' ? this.#call(index, item, '') : []
  }

  #done(event: ItemEvent, item: OutputItem): StreamEvent[] {
    const { output_index: index } = event
    if (item.type === 'reasoning') return this.#thought(index, item)
    if (item.type === 'function_call') {
      const rest = this.#sent.next({ output_index: index }, 'arguments', undefined, argumentsIn(item))
      const events = this.#call(index, item, rest)
      if (!this.#calls.has(index) || item.status === 'incomplete') return events
      this.#calls.set(index, true)
      return [...events, ...this.#remember(this.#writer.end(index))]
    }
    if (item.type !== 'message' || this.#sent.any(index)) return []
    return (item.content ?? []).flatMap((part, place) => this.#part({ ...event, content_index: place }, part))
  }

  /** A whole part, of which some may have been said. */
  #part(event: ItemEvent, { type, text, refusal }: OutputPart): StreamEvent[] {
    if (type === 'refusal') return this.#refuse(this.#sent.next(event, 'refusal', undefined, refusal))
    return type === 'output_text' ? this.#say(this.#sent.next(event, 'text', undefined, text)) : []
  }

  #refuse(text: string): StreamEvent[] {
    this.#refusal += text
    return this.#say(text)
  }

  #say(text: string): StreamEvent[] {
    if (text === '') return []
    this.#written += text.length
    this.#reasoning = this.#reasoning.map(({ item }) => ({ item, isSpoken: true }))
    const ready = this.#stops.take(this.#prefill.take(text))
    return ready === '' ? [] : [...this.#sign(), ...this.#writer.text(ready)]
  }

  /** Text that might have become a stop sequence, or the client's own beginning, when no more of it comes. */
  #held(): StreamEvent[] {
    const text = this.#stops.take(this.#prefill.rest())
    const rest = this.isStopped ? text : text + this.#stops.rest()
    return rest === '' ? [] : [...this.#sign(), ...this.#writer.text(rest)]
  }

  /** Summaries are for reading, thoughts come from open models; who sends both says the same twice. */
  #think(event: ItemEvent, kind: 'summary' | 'thought'): StreamEvent[] {
    const { output_index: index, delta } = event
    if (this.#sent.any(index, kind === 'summary' ? 'thought' : 'summary')) return []
    const isNext = this.#sent.any(index) && !this.#sent.hasBegun(event, kind)
    const text = this.#sent.next(event, kind, delta, event.text)
    return text === '' ? [] : this.#thinking(isNext ? `\n\n${text}` : text)
  }

  #thinking(text: string): StreamEvent[] {
    this.#written += text.length
    if (!this.#context.thinking || text === '') return []
    const held = this.#held()
    this.#isThinking = true
    return [...held, ...this.#writer.thinking(text)]
  }

  /** Signs the thoughts with what the host wants back, ahead of what it makes of them. */
  #thought(index: number, item: OutputItem): StreamEvent[] {
    const words = this.#sent.any(index) ? [] : this.#thinking(thoughts(item).join('\n\n'))
    const carried = reasoningItem(item)
    if (!carried) return [...words, ...this.#sign()]
    this.#reasoning.push({ item: carried, isSpoken: false })
    if (!this.#context.thinking) return []
    this.#isThinking = false
    return [...words, ...this.#held(), ...this.#writer.signature(signatureOf(carried)), ...this.#writer.end()]
  }

  /** Thoughts that end without a state are nobody else's either. */
  #sign(): StreamEvent[] {
    if (!this.#isThinking) return []
    this.#isThinking = false
    return [...this.#writer.signature(signatureOf(undefined)), ...this.#writer.end()]
  }

  #call(index: number, { call_id: id, name }: OutputItem, json: string): StreamEvent[] {
    const { names, singleCall } = this.#context
    if (singleCall && this.#calls.size > 0 && !this.#calls.has(index)) return []
    if (!this.#calls.get(index)) this.#calls.set(index, false)
    this.#written += json.length
    const head = { id, name: name ? names.client(name) : undefined }
    const before = [...this.#held(), ...this.#sign()]
    return [...before, ...this.#remember(this.#writer.tool(index, head, json))]
  }

  /** Clients that asked for no thinking get no block to carry the reasoning in. */
  #remember(events: readonly StreamEvent[]): StreamEvent[] {
    const { memory, conversation } = this.#context
    for (const event of events) {
      if (event.type !== 'content_block_start' || event.content_block.type !== 'tool_use') continue
      if (this.#reasoning.length > 0) memory.remember(conversation, event.content_block.id, this.#reasoning)
      this.#reasoning = []
    }
    return [...events]
  }
}
