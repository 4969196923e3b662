/** Which of the client's tools another vendor's model can be given. */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { Tool } from '../../anthropic/request.ts'
import { builtInSchema, isServerTool, isToolSearch } from './built-in-tools.ts'

export interface ToolListContext {
  readonly backend: string
  readonly maxTools: number
  warn(text: string): void
}

/** Claude Code's stand-in for the tools it has put off: it says itself that it must never be called. */
const placeholder = 'DeferredToolPlaceholder'

/** Throws `InvalidRequestError` where nothing but tools that Anthropic runs were given. */
export function usableTools(tools: readonly Tool[], context: ToolListContext): readonly Tool[] {
  const given = tools.filter(tool => tool.name !== placeholder && !isToolSearch(tool))
  const own = given.filter(tool => !isServerTool(tool) && hasSchema(tool))
  const foreign = namesOf(given.filter(isServerTool))
  const unknown = namesOf(given.filter(tool => !isServerTool(tool) && !hasSchema(tool)))
  if (foreign.length > 0 && own.length === 0) {
    throw new InvalidRequestError(
      `tools: ${foreign.join(', ')} runs on Anthropic's servers and does not exist on backend ${context.backend}`,
    )
  }
  if (foreign.length > 0) context.warn(`tools that only Anthropic runs were left out: ${foreign.join(', ')}`)
  if (unknown.length > 0) context.warn(`tools of unknown types were left out: ${unknown.join(', ')}`)
  return atMost(own, context)
}

/** Arguments by a schema that the host holds the model to: `isHeld` where it does. */
export function tellStrict(
  tools: readonly Tool[],
  isHeld: (tool: Tool) => boolean,
  warn: (text: string) => void,
): void {
  const lost = tools.filter(tool => tool.strict && !isHeld(tool))
  if (lost.length > 0)
    warn(
      `tools: the model is not held to the schema of ${namesOf(lost).join(', ')}, which asks for strict arguments`,
    )
}

/** What the tool is for, and the examples of its input, for which hosts have no place of their own. */
export function descriptionOf(tool: Tool): string | undefined {
  const description = tool.description ?? builtInSchema(tool)?.description
  const { input_examples: examples } = tool as { readonly input_examples?: unknown }
  if (!Array.isArray(examples) || examples.length === 0) return description
  const lines = examples.map(example => JSON.stringify(example))
  return [...(description ? [description, ''] : []), 'Examples of its input:', ...lines].join('\n')
}

const namesOf = (tools: readonly Tool[]): readonly string[] =>
  tools.map(({ name, type }) => name ?? String(type))

/** A type that nobody here knows says nothing of what its tool takes. */
const hasSchema = (tool: Tool): boolean =>
  Boolean(tool.input_schema) || !tool.type || tool.type === 'custom' || builtInSchema(tool) !== undefined

/** Over the host's limit the deferred ones go first, then MCP tools from the end. */
function atMost(tools: readonly Tool[], { maxTools, warn }: ToolListContext): readonly Tool[] {
  const surplus = tools.length - maxTools
  if (surplus <= 0) return tools
  const byValue = [
    ...tools.filter(tool => tool.defer_loading).toReversed(),
    ...tools.filter(tool => !tool.defer_loading && tool.name.startsWith('mcp__')).toReversed(),
    ...tools.filter(tool => !tool.defer_loading && !tool.name.startsWith('mcp__')).toReversed(),
  ]
  const dropped = new Set(byValue.slice(0, surplus))
  warn(`${surplus} of ${tools.length} tools were left out: the host takes ${maxTools}`)
  return tools.filter(tool => !dropped.has(tool))
}
