/** What a packed request tells of the prompt cache: parts are blobs, and equal blobs are equal contents. */
import type { Usage } from '../anthropic/message.ts'
import type { CacheEvidence, PromptPart } from './cache-verdict.ts'
import { type Cut, pointerOf } from './cutter.ts'
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
  const texts = packed.body.rope.filter(piece => typeof piece === 'string')
  return {
    ...facts,
    parts: order.flatMap(key => partsOf(packed.parts.filter(part => part.key === key))),
    parameters: [...texts.join('').matchAll(parameters)].map(([text]) => text).join(),
  }
}

/** One for each element: those that are cut themselves are all of their blobs. */
function partsOf(parts: readonly PackedPart[]): readonly PromptPart[] {
  const elements: PackedPart[][] = []
  for (const part of parts) {
    const last = elements.at(-1)
    if (last?.[0] && isSame(last[0], part)) last.push(part)
    else elements.push([part])
  }
  return elements.flatMap(([first, ...rest]) => {
    if (!first) return []
    const mark = [first, ...rest].findLast(part => part.mark)?.mark
    const content = rest.length > 0 ? [first, ...rest].map(({ blob }) => blob.n).join() : first.blob.n
    return [{ pointer: pointerOf(first), content, ...(mark && { mark }) }]
  })
}

const isSame = (one: Cut, other: Cut): boolean => one.key === other.key && one.index === other.index
