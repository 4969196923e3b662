/** The client's tools and its choice among them, as functions. */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { MessagesRequest, Tool } from '../../anthropic/request.ts'
import { builtInSchema } from '../shared/built-in-tools.ts'
import type { ToolNames } from '../shared/names.ts'
import { isStrict, parametersOf } from '../shared/schema.ts'
import { descriptionOf, tellStrict, usableTools } from '../shared/tool-list.ts'
import type { Dialect } from './dialect.ts'
import { geminiParameters } from './gemini-schema.ts'
import type { ChatTool, ChatToolChoice } from './types.ts'

export interface ToolsContext {
  readonly backend: string
  readonly dialect: Dialect
  readonly names: ToolNames
  /** True where the host thinks now: DeepSeek then refuses a forced choice. */
  readonly thinking: boolean
  warn(text: string): void
}

/** Throws `InvalidRequestError` where nothing but tools that Anthropic runs were given. */
export function chatTools(tools: readonly Tool[], context: ToolsContext): readonly ChatTool[] {
  const { backend, warn, dialect } = context
  const usable = usableTools(tools, { backend, warn, maxTools: dialect.maxTools })
  const made = new Map(usable.map(tool => [tool, chatTool(tool, context)]))
  tellStrict(usable, tool => made.get(tool)?.function.strict === true, warn)
  return [...made.values()]
}

function chatTool(tool: Tool, { dialect, names }: ToolsContext): ChatTool {
  const schema = tool.input_schema ?? builtInSchema(tool)?.input_schema
  const description = descriptionOf(tool)
  const parameters = dialect.schema === 'gemini' ? geminiParameters(schema) : parametersOf(schema)
  return {
    type: 'function',
    function: {
      name: names.host(tool.name),
      ...(description !== undefined && { description }),
      ...(parameters && { parameters }),
      ...(tool.strict && dialect.schema === 'plain' && isStrict(parameters) && { strict: true }),
    },
    ...(dialect.cacheControl && tool.cache_control && { cache_control: tool.cache_control }),
  }
}

export interface Choice {
  readonly tools: readonly ChatTool[]
  readonly choice?: ChatToolChoice
  readonly parallel?: false
}

/** The choice among `tools`; a named tool that is not there is the request's fault. */
export function chosenTools(
  request: MessagesRequest,
  tools: readonly ChatTool[],
  context: ToolsContext,
): Choice {
  const choice = request.tool_choice
  if (tools.length === 0 || !choice) return { tools }
  const { dialect, names } = context
  if (choice.type === 'none') return noneOf(request, tools, context)
  const parallel =
    choice.disable_parallel_tool_use && dialect.parallelFlag ? ({ parallel: false } as const) : {}
  if (choice.type === 'auto') return { tools, ...parallel }
  if (dialect.toolChoice === 'auto' || (dialect.reasoning === 'deepseek' && context.thinking)) {
    context.warn('tool_choice: this host cannot be made to call a tool; it is asked to decide')
    return { tools, ...parallel }
  }
  if (choice.type !== 'tool') return { tools, choice: 'required', ...parallel }
  const name = names.host(choice.name)
  const named = tools.filter(tool => tool.function.name === name)
  if (named.length === 0)
    throw new InvalidRequestError(`tool_choice.name: no tool is called "${choice.name}"`)
  // LM Studio takes the three words only: with a single tool "required" says the same.
  if (dialect.toolChoice === 'words') return { tools: named, choice: 'required', ...parallel }
  return { tools, choice: { type: 'function', function: { name } }, ...parallel }
}

/** A host without the word sees no tools instead, where its history does not need them. */
function noneOf(
  request: MessagesRequest,
  tools: readonly ChatTool[],
  { dialect, warn }: ToolsContext,
): Choice {
  if (dialect.toolChoice !== 'auto') return { tools, choice: 'none' }
  const isCalled = request.messages.some(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type === 'tool_use'),
  )
  if (!isCalled) return { tools: [] }
  warn('tool_choice: this host cannot be kept from calling a tool')
  return { tools }
}
