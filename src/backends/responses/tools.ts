/** The client's tools and its choice among them, as functions of the Responses API. */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { MessagesRequest, Tool } from '../../anthropic/request.ts'
import { builtInSchema } from '../shared/built-in-tools.ts'
import type { ToolNames } from '../shared/names.ts'
import { isStrict, parametersOf } from '../shared/schema.ts'
import { descriptionOf, tellStrict, usableTools } from '../shared/tool-list.ts'
import type { FunctionTool, ResponsesRequest } from './types.ts'

export interface ToolsContext {
  readonly backend: string
  readonly names: ToolNames
  warn(text: string): void
}

const maxTools = 128

/** The fields that tools need; none where there are none. Throws `InvalidRequestError` for a choice of a missing tool. */
export function toolFields(request: MessagesRequest, context: ToolsContext): Partial<ResponsesRequest> {
  const usable = usableTools(request.tools ?? [], { ...context, maxTools })
  if (usable.length === 0) return {}
  const made = new Map(usable.map(tool => [tool, functionTool(tool, context.names)]))
  tellStrict(usable, tool => made.get(tool)?.strict === true, context.warn)
  const tools = [...made.values()]
  const choice = request.tool_choice
  const isSingle = choice && choice.type !== 'none' && choice.disable_parallel_tool_use
  return {
    tools,
    ...choiceField(choice, tools, context.names),
    ...(isSingle && { parallel_tool_calls: false }),
  }
}

function functionTool(tool: Tool, names: ToolNames): FunctionTool {
  const known = builtInSchema(tool)
  const description = descriptionOf(tool)
  const parameters = parametersOf(tool.input_schema ?? known?.input_schema)
  return {
    type: 'function',
    name: names.host(tool.name),
    ...(description !== undefined && { description }),
    parameters,
    strict: tool.strict === true && isStrict(parameters),
  }
}

function choiceField(
  choice: MessagesRequest['tool_choice'],
  tools: readonly FunctionTool[],
  names: ToolNames,
): Partial<ResponsesRequest> {
  if (!choice || choice.type === 'auto') return {}
  if (choice.type === 'none') return { tool_choice: 'none' }
  if (choice.type !== 'tool') return { tool_choice: 'required' }
  const name = names.host(choice.name)
  if (!tools.some(tool => tool.name === name))
    throw new InvalidRequestError(`tool_choice.name: no tool is called "${choice.name}"`)
  return { tool_choice: { type: 'function', name } }
}
