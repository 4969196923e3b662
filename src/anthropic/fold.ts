/** The message that a stream of events amounts to. */
import type { AnswerBlock } from './blocks.ts'
import { InternalError } from './errors.ts'
import type { EventStream, StreamEvent } from './events.ts'
import type { Message, Usage } from './message.ts'
import { eventsIn } from './sse.ts'

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

type Growing = 'text' | 'thinking' | 'partial_json'

interface Draft {
  /** Nobody else's: it grows in place. */
  block: Record<string, unknown>
  json: string
  /** What frames have added, still as it stands in their JSON, and to what. */
  raw: string
  grows?: Growing
}

/**
 * A frame that makes a text longer, as nearly all of them do, in the form in which Anthropic's API writes it: index,
 * field, text. The text is valid inside of a JSON string, so that many of them are one string.
 */
const plainDelta =
  /event: ?content_block_delta\ndata: ?\{"type": ?"content_block_delta", ?"index": ?(0|[1-9]\d{0,8}), ?"delta": ?\{"type": ?"(?:text_delta", ?"(text)|thinking_delta", ?"(thinking)|input_json_delta", ?"(partial_json))": ?"([^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\x00-\x1f]*)*)" *\} *\}\n\n/y
const nextDelta = '\n\nevent: content_block_delta\n'

/** Puts a message together, event by event or from frames that nobody has parsed. */
export class Folder {
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

  /**
   * Complete frames as text. Their plain deltas are not parsed one by one but collected: that takes a tenth of the time.
   * Throws what `eventsIn` throws, after what stood before it.
   */
  addFrames(frames: string): void {
    for (let at = 0; at < frames.length; ) {
      plainDelta.lastIndex = at
      const delta = plainDelta.exec(frames)
      if (delta) {
        const [, index, text, thinking, json, raw = ''] = delta
        this.#grow(Number(index), (text ?? thinking ?? json) as Growing, raw)
        at = plainDelta.lastIndex
      } else {
        const border = frames.indexOf(nextDelta, at)
        const end = border < 0 ? frames.length : border + 2
        for (const event of eventsIn(frames.slice(at, end))) this.add(event)
        at = end
      }
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

  #grow(index: number, grows: Growing, raw: string): void {
    const draft = this.#open.get(index)
    if (!draft) return
    if (draft.grows !== grows) settle(draft)
    draft.grows = grows
    draft.raw += raw
  }

  #draft(block: object): Draft {
    const draft = { block: { ...block }, json: '', raw: '' }
    this.#drafts.push(draft)
    return draft
  }
}

function settle(draft: Draft): void {
  const { raw, grows } = draft
  if (grows === undefined) return
  delete draft.grows
  draft.raw = ''
  applyDelta(draft, { type: deltaOf[grows], [grows]: JSON.parse(`"${raw}"`) as string })
}

const deltaOf = { text: 'text_delta', thinking: 'thinking_delta', partial_json: 'input_json_delta' } as const

function applyDelta(draft: Draft, delta: Fields & { readonly type?: unknown }): void {
  settle(draft)
  const { block } = draft
  switch (delta.type) {
    case 'text_delta':
      block.text = joined(block.text, delta.text)
      return
    case 'thinking_delta':
      block.thinking = joined(block.thinking, delta.thinking)
      return
    case 'signature_delta':
      block.signature = delta.signature
      return
    case 'input_json_delta':
      draft.json = joined(draft.json, delta.partial_json)
      return
    case 'citations_delta':
      block.citations = [...listed(block.citations), delta.citation]
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

function finished(draft: Draft): AnswerBlock {
  settle(draft)
  const { block, json } = draft
  return { ...block, ...(json.trim() !== '' && { input: parseInput(json) }) } as unknown as AnswerBlock
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
