/** Judges bodies by OpenAI's own description of the Responses API; where that comes from stands in README.md. */
import { judgeBy } from './judge.ts'

type Fields = Readonly<Record<string, unknown>>

const fault = judgeBy('responses.json')

const items: Readonly<Record<string, string>> = {
  message: 'EasyInputMessage',
  function_call: 'ResponseFunctionToolCall',
  function_call_output: 'ResponseInputItem.FunctionCallOutput',
  reasoning: 'ResponseReasoningItem',
}

/** What is wrong with a request, in one sentence; undefined where nothing is. */
export function requestFault(body: unknown): string | undefined {
  const { input, tools } = (body ?? {}) as Fields
  for (const [index, item] of (Array.isArray(input) ? (input as Fields[]) : []).entries()) {
    const definition = items[String(item.type ?? 'message')]
    const found = definition ? fault(definition, item) : `type: not described by OpenAI`
    if (found) return `input.${index}.${found}`
  }
  for (const [index, tool] of (Array.isArray(tools) ? tools : []).entries()) {
    const found = fault('FunctionTool', tool)
    if (found) return `tools.${index}.${found}`
  }
  return fault('CreateResponse', body)
}

/** What is wrong with a whole answer. */
export const responseFault = (body: unknown): string | undefined => fault('Response', body)

/** What is wrong with an event of a stream. */
export const eventFault = (event: unknown): string | undefined => fault('StreamEvent', event)
