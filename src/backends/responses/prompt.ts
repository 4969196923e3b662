/** What of a request costs tokens. Encrypted reasoning is left out: of earlier turns most models see none. */
import type { Prompt } from '../shared/count.ts'
import type { InputItem, InputPart, ResponsesRequest } from './types.ts'

export function promptOf({ instructions, input, tools, text }: ResponsesRequest): Prompt {
  const parts = input.flatMap(partsOf)
  return {
    texts: [
      instructions ?? '',
      ...input.flatMap(textsOf),
      ...(tools ?? []).map(tool => JSON.stringify(tool)),
      ...(text ? [JSON.stringify(text)] : []),
    ].filter(Boolean),
    images: parts.filter(({ type }) => type === 'input_image').length,
    files: parts.filter(({ type }) => type === 'input_file').length,
    messages: input.filter(({ type }) => type !== 'reasoning').length,
  }
}

function partsOf(item: InputItem): readonly InputPart[] {
  const held =
    item.type === 'function_call_output' ? item.output : item.type === 'message' ? item.content : []
  return typeof held === 'string' ? [] : held
}

function textsOf(item: InputItem): readonly string[] {
  if (item.type === 'function_call') return [item.name, item.arguments]
  if (item.type === 'reasoning') return (item.content ?? []).map(({ text }) => text)
  const held = item.type === 'message' ? item.content : item.output
  if (typeof held === 'string') return [held]
  return held.flatMap(part => (part.type === 'input_text' ? [part.text] : []))
}
