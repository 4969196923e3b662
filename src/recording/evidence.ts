/** What a packed request tells of the prompt cache: parts are blobs, and equal blobs are equal contents. */
import type { Usage } from '../anthropic/message.ts'
import type { CacheEvidence, PromptPart } from './cache-verdict.ts'
import { pointerOf } from './cutter.ts'
import type { Packed, PackedPart } from './packed.ts'

/** In which a prompt is hashed. */
const order = ['tools', 'system', 'messages'] as const
/** A change of one of these empties the cache of Anthropic's API from the messages on, whatever they are. */
const parameters =
  /"(?:thinking|tool_choice|output_config|output_format|context_management|speed)":(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|"[^"]*")/g

export interface EvidenceFacts {
  readonly id: string
  readonly model: string
  readonly time: number
  readonly usage: Usage
}

export function evidenceOfPacked(packed: Packed, facts: EvidenceFacts): CacheEvidence {
  const elements: Record<string, Element[]> = { tools: [], system: [], messages: [] }
  for (const part of packed.parts) {
    const list = elements[part.key]
    const last = list?.at(-1)
    if (last?.takes(part)) last.add(part)
    else list?.push(new Element(part))
  }
  const texts = packed.body.rope.filter(piece => typeof piece === 'string')
  return {
    ...facts,
    parts: order.flatMap(key => elements[key] ?? []),
    parameters: (texts.join('').match(parameters) ?? []).join(),
  }
}

/** An element of a list; one that is cut itself is all of its blobs. Its pointer is hardly ever asked for. */
class Element implements PromptPart {
  readonly #first: PackedPart
  content: string | number
  mark?: '5m' | '1h'

  constructor(part: PackedPart) {
    this.#first = part
    this.content = part.blob.n
    if (part.mark) this.mark = part.mark
  }

  get pointer(): string {
    return pointerOf(this.#first)
  }

  takes({ index }: PackedPart): boolean {
    return index === this.#first.index
  }

  add({ blob, mark }: PackedPart): void {
    this.content = `${this.content},${blob.n}`
    if (mark) this.mark = mark
  }
}
