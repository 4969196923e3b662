/** Converse as the API's events: a reducer over the events of a stream, and a whole answer told as such. */
import { encodeCarrier } from '../../anthropic/carriers.ts'
import type { StreamEvent } from '../../anthropic/events.ts'
import type { Usage } from '../../anthropic/message.ts'
import { BlockWriter } from '../../wire/block-writer.ts'
import { brokenOff } from '../shared/errors.ts'
import type { ToolNames } from '../shared/names.ts'
import { endOf, failureOf } from './finish.ts'
import type { AnswerBlock, ConverseAnswer, ConverseDelta, ConverseEvent } from './types.ts'
import { usageOf } from './usage.ts'

export interface AnswerContext {
  readonly backend: string
  readonly id: string
  /** As the client asked for it. */
  readonly asked: string
  readonly names: ToolNames
  /** False where the client wants to see no thinking. */
  readonly thinking: boolean
  /** False for models that take none of their thinking back: what they sign or hide is then good for nothing. */
  readonly signed: boolean
  readonly singleCall: boolean
  readonly takenIds: Iterable<string>
  /** What to report where no usage came, from the characters that were written. */
  estimate(written: number): Usage
  warn(text: string): void
}

export class ConverseReader {
  readonly #context: AnswerContext
  readonly #writer: BlockWriter
  /** Indices of the blocks that are tool calls, and of the calls that are left out. */
  readonly #calls = new Set<number>()
  readonly #dropped = new Set<number>()
  #thinking = false
  #signature = ''
  #redacted: Uint8Array[] = []
  #stop: ConverseEvent['messageStop']
  #metadata: ConverseEvent['metadata']
  #written = 0

  constructor(context: AnswerContext) {
    this.#context = context
    const { id, asked, takenIds, warn } = context
    this.#writer = new BlockWriter({ id, model: asked, takenIds, warn })
  }

  /** True once the model has named its reason to stop; only its usage may follow. */
  get isFinished(): boolean {
    return this.#stop !== undefined
  }

  /** True once the usage is there too. */
  get isDone(): boolean {
    return this.isFinished && this.#metadata !== undefined
  }

  /** Bedrock's own count, where it has come. */
  get counted(): Usage | undefined {
    const { usage } = this.#metadata ?? {}
    return usage && usageOf(usage)
  }

  /** Throws where the model stopped with what is a failure. */
  read(event: ConverseEvent): StreamEvent[] {
    const { messageStart, contentBlockStart, contentBlockDelta, contentBlockStop, messageStop } = event
    this.#metadata = event.metadata ?? this.#metadata
    if (messageStart) return this.#writer.start()
    if (contentBlockStart) {
      const { contentBlockIndex: index = 0, start } = contentBlockStart
      return start?.toolUse ? this.#call(index, start.toolUse) : []
    }
    if (contentBlockDelta) {
      const { contentBlockIndex: index = 0, delta } = contentBlockDelta
      return delta ? this.#delta(index, delta) : []
    }
    if (contentBlockStop) return this.#end(contentBlockStop.contentBlockIndex ?? 0)
    if (messageStop) {
      const failure = failureOf(messageStop.stopReason, this.#context.backend)
      if (failure) throw failure
      this.#stop = messageStop
    }
    return []
  }

  /** Ends the message. Throws where the answer broke off, which must never look like an end. */
  finish(): StreamEvent[] {
    if (!this.#stop) throw brokenOff(this.#context.backend)
    const { usage: counted, trace } = this.#metadata ?? {}
    const { reason, sequence, details } = endOf(
      this.#stop.stopReason,
      this.#stop.additionalModelResponseFields,
      trace,
    )
    const usage = counted ? usageOf(counted) : this.#context.estimate(this.#written)
    return [...this.#sign(), ...this.#writer.finish(reason, usage, sequence, details)]
  }

  #call(index: number, head: { readonly toolUseId?: string; readonly name?: string }): StreamEvent[] {
    if (this.#context.singleCall && this.#calls.size > 0) {
      this.#dropped.add(index)
      return []
    }
    this.#calls.add(index)
    const name = head.name === undefined ? undefined : this.#context.names.client(head.name)
    return [...this.#sign(), ...this.#writer.tool(index, { id: head.toolUseId, name }, '')]
  }

  /** Only tool calls have a start of their own; everything else begins with its first delta. */
  #delta(index: number, { text, toolUse, reasoningContent }: ConverseDelta): StreamEvent[] {
    if (text !== undefined) {
      this.#written += text.length
      return text === '' ? [] : [...this.#sign(), ...this.#writer.text(text)]
    }
    if (toolUse) {
      const { input = '' } = toolUse
      this.#written += input.length
      return this.#dropped.has(index) ? [] : this.#writer.tool(index, {}, input)
    }
    return reasoningContent && this.#context.thinking ? this.#think(reasoningContent) : []
  }

  #think({
    text,
    signature,
    redactedContent,
  }: NonNullable<ConverseDelta['reasoningContent']>): StreamEvent[] {
    if (!this.#context.signed && (redactedContent || signature !== undefined)) return []
    if (redactedContent) {
      this.#redacted.push(redactedContent)
      return []
    }
    if (signature !== undefined) {
      this.#thinking = false
      this.#signature += signature
      return this.#writer.signature(this.#signature)
    }
    if (!text) return []
    this.#written += text.length
    this.#thinking = true
    return this.#writer.thinking(text)
  }

  #end(index: number): StreamEvent[] {
    if (this.#dropped.has(index)) return []
    if (this.#calls.has(index)) return this.#writer.end(index)
    if (this.#redacted.length > 0) {
      const data = Buffer.concat(this.#redacted).toString('base64')
      this.#redacted = []
      return this.#writer.redacted(data)
    }
    const signed = this.#sign()
    this.#signature = ''
    return [...signed, ...this.#writer.end()]
  }

  /** Thinking that its model does not sign carries our own mark, so that no other model is given it back as its own. */
  #sign(): StreamEvent[] {
    if (!this.#thinking) return []
    this.#thinking = false
    return this.#writer.signature(encodeCarrier('state', 'bedrock', null))
  }
}

/** A whole answer as the events of a stream that could have brought it. */
export function* eventsOfAnswer({
  output,
  stopReason,
  additionalModelResponseFields,
  usage,
  trace,
}: ConverseAnswer): Generator<ConverseEvent> {
  yield { messageStart: { role: 'assistant' } }
  for (const [contentBlockIndex, block] of (output?.message?.content ?? []).entries()) {
    if (block.toolUse) yield { contentBlockStart: { contentBlockIndex, start: { toolUse: block.toolUse } } }
    for (const delta of deltasOf(block)) yield { contentBlockDelta: { contentBlockIndex, delta } }
    yield { contentBlockStop: { contentBlockIndex } }
  }
  yield { messageStop: { ...(stopReason !== undefined && { stopReason }), additionalModelResponseFields } }
  yield { metadata: { ...(usage && { usage }), trace } }
}

function deltasOf({
  text,
  toolUse,
  reasoningContent,
  citationsContent,
}: AnswerBlock): readonly ConverseDelta[] {
  if (text !== undefined) return [{ text }]
  if (toolUse) return [{ toolUse: { input: JSON.stringify(toolUse.input ?? {}, asNumber) } }]
  if (citationsContent)
    return [{ text: (citationsContent.content ?? []).map(part => part.text ?? '').join('') }]
  const { reasoningText, redactedContent } = reasoningContent ?? {}
  if (redactedContent) return [{ reasoningContent: { redactedContent } }]
  if (!reasoningText) return []
  const { text: thought = '', signature } = reasoningText
  return [
    { reasoningContent: { text: thought } },
    ...(signature === undefined ? [] : [{ reasoningContent: { signature } }]),
  ]
}

/**
 * On Node 22 and later the SDK keeps numbers that a double would change, or that are written another way, as objects of
 * its own (seen with 9007199254740992 and 1.0): here they are what JSON makes of them.
 */
function asNumber(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  const isOwn =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Object.prototype
  const { string, type } = (isOwn ? value : {}) as { readonly string?: unknown; readonly type?: unknown }
  return type === 'bigDecimal' && typeof string === 'string' ? Number(string) : value
}
