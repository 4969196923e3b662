/** What a packed request tells of the prompt cache: parts are blobs, and equal blobs are equal contents. */
import type { Usage } from '../anthropic/message.ts'
import type { CacheEvidence, PromptPart } from './cache-verdict.ts'
import { pointerOf } from './cutter.ts'
import type { Packed, PackedPart } from './packed.ts'
import { blobsIn } from './rope.ts'
import type { Rope } from './schema.ts'

/** In which a prompt is hashed. */
const order = ['tools', 'system', 'messages'] as const
/** A change of one of these empties the cache of Anthropic's API from the messages on, whatever they are. */
const parameterNames = [
  'thinking',
  'tool_choice',
  'output_config',
  'output_format',
  'context_management',
  'speed',
]
const parameters = new RegExp(
  String.raw`"(?:${parameterNames.join('|')})":(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|"[^"]*")`,
  'g',
)
/** Behind the last blob of an element that is cut itself. */
const markOfElement = /^\]?[^{}[\]]*"cache_control":(\{[^{}]*\})/

export interface EvidenceFacts {
  readonly id: string
  readonly model: string
  readonly time: number
  readonly usage: Usage
  /** Header `anthropic-beta`: features that are switched on with it change how a prompt is read. */
  readonly betas?: string | undefined
}

export function evidenceOfPacked(packed: Packed, { betas = '', ...facts }: EvidenceFacts): CacheEvidence {
  const elements: Record<string, Element[]> = { tools: [], system: [], messages: [] }
  // Of few bodies; this is done for each.
  const behind = packed.parts.some(isNested) ? textsBehind(packed.body.rope) : []
  for (const [index, part] of packed.parts.entries()) {
    const list = elements[part.key]
    const last = list?.at(-1)
    const mark = part.mark ?? (isNested(part) ? markIn(behind[index]) : undefined)
    if (last?.takes(part)) last.add(part, mark)
    else list?.push(new Element(part, mark))
  }
  const texts = packed.body.rope.filter(piece => typeof piece === 'string')
  const large = packed.parts.filter(({ key }) => parameterNames.includes(key))
  return {
    ...facts,
    parts: order.flatMap(key => elements[key] ?? []),
    parameters: [
      ...(texts.join('').match(parameters) ?? []),
      ...large.map(({ key, blob }) => `${key} ${blob.n}`),
      ...(betas ? [betas] : []),
    ].join(),
  }
}

/** What stands between each part and the next. */
function textsBehind(rope: Rope): readonly string[] {
  const texts: string[] = []
  for (const piece of rope) {
    if (typeof piece !== 'string') for (const _ of blobsIn([piece])) texts.push('')
    else if (texts.length > 0) texts[texts.length - 1] += piece
  }
  return texts
}

/** Of an element that is cut itself. */
const isNested = ({ depth }: PackedPart): boolean => depth >= 2

function markIn(text = ''): PromptPart['mark'] {
  const mark = markOfElement.exec(text)?.[1]
  if (mark === undefined) return undefined
  return mark.includes('"1h"') ? '1h' : '5m'
}

/** An element of a list; one that is cut itself is all of its blobs. Its pointer is hardly ever asked for. */
class Element implements PromptPart {
  readonly #first: PackedPart
  content: string | number
  mark?: '5m' | '1h'

  constructor(part: PackedPart, mark: PromptPart['mark']) {
    this.#first = part
    this.content = part.blob.n
    if (mark) this.mark = mark
  }

  get pointer(): string {
    return pointerOf(this.#first)
  }

  takes({ index }: PackedPart): boolean {
    return index === this.#first.index
  }

  add({ blob }: PackedPart, mark: PromptPart['mark']): void {
    this.content = `${this.content},${blob.n}`
    if (mark) this.mark = mark
  }
}
