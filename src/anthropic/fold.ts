/** The message that a stream of events amounts to. */
import type { AnswerBlock } from './blocks.ts'
import { InternalError } from './errors.ts'
import type { EventStream, StreamEvent } from './events.ts'
import type { Message, Usage } from './message.ts'

/**
 * Undefined where no `message_start` came; else what there is, be the stream complete or not. Never throws on what
 * events hold: a delta for a block that was not opened is dropped, tool input that is no JSON becomes `{}`.
 */
export function fold(events: Iterable<StreamEvent>): Message | undefined {
  const folder = new Folder()
  for (const event of events) folder.add(event)
  return folder.message
}

/** The whole answer of a stream. Throws what the stream throws, and an `InternalError` where it held no message. */
export async function foldStream(events: EventStream): Promise<Message> {
  const folder = new Folder()
  for await (const event of events) folder.add(event)
  if (!folder.message) throw new InternalError('The answer ended before it began: no message_start came.')
  return folder.message
}

type Fields = Readonly<Record<string, unknown>>

interface Draft {
  block: Fields
  json: string
}

class Folder {
  #message: Message | undefined
  // By order of arrival, and never by the index itself, which a hostile upstream may choose at will.
  readonly #drafts: Draft[] = []
  readonly #open = new Map<number, Draft>()

  add(event: StreamEvent): void {
    switch (event.type) {
      case 'message_start':
        if (!this.#message && isObject(event.message)) this.#start(event.message)
        return
      case 'content_block_start':
        if (isObject(event.content_block)) this.#open.set(event.index, this.#draft(event.content_block))
        return
      case 'content_block_delta': {
        const draft = this.#open.get(event.index)
        if (draft && isObject(event.delta)) applyDelta(draft, event.delta)
        return
      }
      case 'message_delta':
        if (this.#message) this.#message = applyEnd(this.#message, event)
        return
      case 'content_block_stop':
      case 'message_stop':
      case 'ping':
        return
      default:
        event satisfies never
    }
  }

  get message(): Message | undefined {
    return this.#message && { ...this.#message, content: this.#drafts.map(finished) }
  }

  #start(message: Message): void {
    this.#message = message
    for (const [index, block] of listed(message.content).entries()) {
      if (isObject(block)) this.#open.set(index, this.#draft(block))
    }
  }

  #draft(block: object): Draft {
    const draft = { block: { ...block }, json: '' }
    this.#drafts.push(draft)
    return draft
  }
}

function applyDelta(draft: Draft, delta: Fields & { readonly type?: unknown }): void {
  const { block } = draft
  switch (delta.type) {
    case 'text_delta':
      draft.block = { ...block, text: joined(block.text, delta.text) }
      return
    case 'thinking_delta':
      draft.block = { ...block, thinking: joined(block.thinking, delta.thinking) }
      return
    case 'signature_delta':
      draft.block = { ...block, signature: delta.signature }
      return
    case 'input_json_delta':
      draft.json = joined(draft.json, delta.partial_json)
      return
    case 'citations_delta':
      draft.block = { ...block, citations: [...listed(block.citations), delta.citation] }
      return
    default: {
      // Deltas we do not know carry final values, as the beta `compaction_delta` does.
      const { type: _, ...fields } = delta
      draft.block = { ...block, ...fields }
    }
  }
}

function applyEnd(message: Message, event: StreamEvent & { type: 'message_delta' }): Message {
  const { type: _, delta, usage, ...rest } = event
  return {
    ...message,
    ...given(message, delta),
    // The beta API puts such fields as `context_management` beside the delta.
    ...given(message, rest),
    usage: { ...message.usage, ...given(message.usage, usage) } as Usage,
  }
}

/** The fields that say something: null and undefined never replace what is known. */
const given = (known: Fields | undefined, fields: object | null | undefined): Fields =>
  Object.fromEntries(
    Object.entries(fields ?? {}).filter(
      ([name, value]) => value !== undefined && (value !== null || known?.[name] === undefined),
    ),
  )

function finished({ block, json }: Draft): AnswerBlock {
  return (json.trim() === '' ? block : { ...block, input: parseInput(json) }) as unknown as AnswerBlock
}

function parseInput(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return {}
  }
}

const joined = (text: unknown, more: unknown): string =>
  (typeof text === 'string' ? text : '') + (typeof more === 'string' ? more : '')

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
