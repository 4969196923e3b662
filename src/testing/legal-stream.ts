/** The judge of what a legal stream is: what clients of the API rely on. */
import { AssertionError } from 'node:assert'
import type { AnswerBlock } from '../anthropic/blocks.ts'
import type { BlockDelta, StreamEvent } from '../anthropic/events.ts'

export interface LegalStreamOptions {
  /** Also accepts the beginning of a stream that was broken off. */
  readonly partial?: boolean
}

/** Block types a delta may stand in; deltas and blocks of other types may be combined at will. */
const blockOf: Readonly<Record<string, readonly string[]>> = {
  text_delta: ['text'],
  citations_delta: ['text'],
  thinking_delta: ['thinking'],
  signature_delta: ['thinking'],
  input_json_delta: ['tool_use', 'server_tool_use', 'mcp_tool_use'],
}
const knownBlocks: ReadonlySet<string> = new Set([...Object.values(blockOf).flat(), 'redacted_thinking'])

/**
 * Fails unless the events are one answer by the API's grammar: `message_start` first and once; blocks numbered from 0
 * without gaps, one open at a time; deltas that fit their block; thinking signed once, at its end; tool calls with
 * a name, an id of their own and an object for input; then one `message_delta` with `usage.output_tokens` and a stop
 * reason, and `message_stop` last. `ping` and events of unknown types may stand anywhere before the end.
 *
 * Throws an `AssertionError` that names the event.
 *
 * @example
 * const { events } = await runPlugin(mine(), { upstream: 'Hello' })
 * assertLegalStream(events)
 */
export function assertLegalStream(events: readonly StreamEvent[], options: LegalStreamOptions = {}): void {
  const judge = new Judge()
  for (const [place, event] of events.entries()) {
    const fault = judge.faultOf(event)
    if (fault === undefined) continue
    throw new AssertionError({
      message: `event ${place} is illegal: ${fault}\n${JSON.stringify(event)}`,
      stackStartFn: assertLegalStream,
    })
  }
  if (options.partial || judge.isOver) return
  throw new AssertionError({
    message: 'the stream ends without message_stop',
    stackStartFn: assertLegalStream,
  })
}

interface OpenBlock {
  readonly index: number
  readonly block: AnswerBlock
  json: string
  isSigned: boolean
}

class Judge {
  #state: 'new' | 'started' | 'ending' | 'over' = 'new'
  #open: OpenBlock | undefined
  #blocks = 0
  readonly #ids = new Set<string>()

  get isOver(): boolean {
    return this.#state === 'over'
  }

  faultOf(event: StreamEvent): string | undefined {
    if (this.#state === 'over') return 'nothing may follow message_stop'
    switch (event.type) {
      case 'message_start':
        return this.#messageStart(event)
      case 'content_block_start':
        return this.#blockStart(event.index, event.content_block)
      case 'content_block_delta':
        return this.#delta(event.index, event.delta)
      case 'content_block_stop':
        return this.#blockStop(event.index)
      case 'message_delta':
        return this.#messageDelta(event)
      case 'message_stop':
        if (this.#state !== 'ending') return 'message_delta must come before it'
        this.#state = 'over'
    }
    return undefined
  }

  #messageStart({ message }: StreamEvent & { type: 'message_start' }): string | undefined {
    if (this.#state !== 'new') return 'message_start comes once and first'
    this.#state = 'started'
    if (message.role !== 'assistant' || message.type !== 'message') return 'it must hold an assistant message'
    if (message.content.length > 0) return 'its content must be empty: blocks come as events'
    if (typeof message.usage?.input_tokens !== 'number') return 'usage.input_tokens must be a number'
    return undefined
  }

  #blockStart(index: number, block: AnswerBlock): string | undefined {
    if (this.#state !== 'started') return 'blocks stand between message_start and message_delta'
    if (this.#open) return `block ${this.#open.index} is still open`
    if (index !== this.#blocks) return `the index must be ${this.#blocks}`
    this.#open = { index, block, json: '', isSigned: false }
    if (block.type === 'text' && block.text !== '') return 'a text block begins empty'
    if (block.type === 'thinking' && (block.thinking !== '' || block.signature !== '')) {
      return 'a thinking block begins empty'
    }
    return block.type === 'tool_use' ? this.#toolFault(block.id, block.name, block.input) : undefined
  }

  #toolFault(id: string, name: string, input: unknown): string | undefined {
    if (!/^[\w-]+$/.test(id)) return 'a tool call needs an id of letters, digits, _ and -'
    if (this.#ids.has(id)) return 'every tool call needs an id of its own: clients drop the second'
    this.#ids.add(id)
    if (!name) return 'a tool call needs a name'
    return JSON.stringify(input) === '{}' ? undefined : 'tool input comes as deltas: clients ignore it here'
  }

  #delta(index: number, delta: BlockDelta): string | undefined {
    const open = this.#open
    if (!open || open.index !== index) return `block ${index} is not open`
    const { type } = open.block
    const homes = blockOf[delta.type]
    if (homes && knownBlocks.has(type) && !homes.includes(type)) return `it does not fit a ${type} block`
    if (open.isSigned) return 'a signature is the last delta of its block'
    if (delta.type === 'signature_delta') open.isSigned = true
    if (delta.type === 'input_json_delta') open.json += delta.partial_json
    return undefined
  }

  #blockStop(index: number): string | undefined {
    const open = this.#open
    if (!open || open.index !== index) return `block ${index} is not open`
    this.#open = undefined
    this.#blocks += 1
    if (open.block.type === 'thinking' && !open.isSigned) return 'thinking ends with a signature_delta'
    return open.json === '' || isObject(open.json) ? undefined : `the input is no JSON object: ${open.json}`
  }

  #messageDelta({ delta, usage }: StreamEvent & { type: 'message_delta' }): string | undefined {
    if (this.#open) return `block ${this.#open.index} is still open`
    if (this.#state !== 'started') return 'message_delta comes once, after message_start'
    this.#state = 'ending'
    if (typeof usage?.output_tokens !== 'number') return 'usage.output_tokens must be a number'
    return delta.stop_reason ? undefined : 'a stop_reason must be given'
  }
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
