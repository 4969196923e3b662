/** The client's tools and its choice among them, as a tool configuration of Converse. */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { MessagesRequest, Tool } from '../../anthropic/request.ts'
import { builtInSchema } from '../shared/built-in-tools.ts'
import type { ToolNames } from '../shared/names.ts'
import { descriptionOf, tellStrict, usableTools } from '../shared/tool-list.ts'
import { pointFor } from './cache-points.ts'
import type { Traits } from './traits.ts'
import type { CachePointBlock, ConverseMessage, ToolConfiguration, ToolSpecBlock } from './types.ts'

export interface ToolsContext {
  readonly backend: string
  readonly traits: Traits
  readonly names: ToolNames
  warn(text: string): void
}

export interface ChosenTools {
  readonly toolConfig?: ToolConfiguration
  /** What the system prompt has to say, where the model may not call what it is shown. */
  readonly hint?: string
}

/** Throws `InvalidRequestError` where nothing but tools that Anthropic runs were given. */
export function toolsFor(
  request: MessagesRequest,
  messages: readonly ConverseMessage[],
  context: ToolsContext,
): ChosenTools {
  const given = specs(request.tools ?? [], context)
  const used = usedTools(messages)
  const isNone = request.tool_choice?.type === 'none'
  if (isNone && used.length === 0) return {}
  // Bedrock wants a configuration as soon as the history holds a call.
  const tools = given.length > 0 ? given : used.map(specOf)
  if (tools.length === 0) return {}
  const mayCall = given.length > 0 && !isNone
  const toolChoice = mayCall ? choiceOf(request, tools, context) : undefined
  return {
    toolConfig: { tools, ...(toolChoice && { toolChoice }) },
    ...(!mayCall && { hint: 'Do not call any tool in this answer.' }),
  }
}

type ToolBlock = ToolSpecBlock | CachePointBlock

function specs(tools: readonly Tool[], context: ToolsContext): readonly ToolBlock[] {
  const usable = usableTools(tools, { ...context, maxTools: Number.POSITIVE_INFINITY })
  tellStrict(usable, () => false, context.warn)
  return usable.flatMap(tool => [toolSpec(tool, context), ...pointFor(tool.cache_control)])
}

function toolSpec(tool: Tool, { names }: ToolsContext): ToolSpecBlock {
  const known = builtInSchema(tool)
  const description = descriptionOf(tool)
  return {
    toolSpec: {
      name: names.host(tool.name),
      ...(description?.trim() && { description }),
      inputSchema: { json: schemaOf(tool.input_schema ?? known?.input_schema ?? {}) },
    },
  }
}

/** The root must be an object's schema; some models refuse `$schema`. */
function schemaOf(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { $schema: _, ...rest } = schema
  return { ...rest, type: 'object', ...(rest.properties === undefined && { properties: {} }) }
}

const usedTools = (messages: readonly ConverseMessage[]): readonly string[] => [
  ...new Set(
    messages.flatMap(({ content }) =>
      content.flatMap(block => ('toolUse' in block ? [block.toolUse.name] : [])),
    ),
  ),
]

const specOf = (name: string): ToolSpecBlock => ({
  toolSpec: { name, inputSchema: { json: { type: 'object', properties: {} } } },
})

function choiceOf(
  { tool_choice: choice }: MessagesRequest,
  tools: readonly ToolBlock[],
  { traits, names, warn }: ToolsContext,
): ToolConfiguration['toolChoice'] {
  if (!choice || choice.type === 'none' || choice.type === 'auto') return undefined
  if (choice.type === 'tool') {
    const isThere = tools.some(tool => 'toolSpec' in tool && tool.toolSpec.name === names.host(choice.name))
    if (!isThere) throw new InvalidRequestError(`tool_choice.name: no tool is called "${choice.name}"`)
  }
  if (!traits.forcedTools) {
    warn('tool_choice: this model cannot be made to call a tool; it is asked to decide')
    return undefined
  }
  return choice.type === 'tool' ? { tool: { name: names.host(choice.name) } } : { any: {} }
}
