/** A request with the tools that a policy leaves of it, under the names that the model gets. */
import { InvalidRequestError, type MessagesRequest, type Tool, type ToolChoice } from 'claudecodex'
import { messagesFor } from './history.ts'
import { isName } from './names.ts'
import type { Policy } from './policy.ts'

/** How the model's names lead back to the client's. */
export interface Mapping {
  readonly request: MessagesRequest
  /** The client's name of a tool that the model has called. */
  readonly clientName: (name: string) => string
}

/** Throws an `InvalidRequestError` where the request forces what it may not have. */
export function mapped(request: MessagesRequest, policy: Policy): Mapping {
  const names = new Names(request, policy)
  const tools = request.tools && toolsFor(request.tools, policy, names)
  const choice = choiceFor(request.tool_choice, tools ?? [], policy, names)
  const messages = messagesFor(request.messages, {
    allows: name => policy.allows(name),
    nameOf: names.nameOf,
  })
  const isSame = tools === request.tools && choice === request.tool_choice && messages === request.messages
  const clientName = (name: string): string => names.clientName(name)
  if (isSame) return { request, clientName }
  const { tool_choice: _, ...rest } = request
  return {
    request: { ...rest, messages, ...(tools && { tools }), ...(choice && { tool_choice: choice }) },
    clientName,
  }
}

/** A tool that Anthropic defines has its name from it: only a client's own can have another. */
const isOwn = ({ type }: Tool): boolean => type === undefined || type === null || type === 'custom'

class Names {
  readonly #policy: Policy
  readonly #fixed: ReadonlySet<string>
  readonly #back = new Map<string, string>()

  constructor({ tools = [] }: MessagesRequest, policy: Policy) {
    this.#policy = policy
    this.#fixed = new Set(tools.filter(tool => !isOwn(tool)).map(({ name }) => name))
    for (const { name } of tools) if (policy.allows(name)) this.#take(name)
  }

  readonly nameOf = (name: string): string => (this.#fixed.has(name) ? name : this.#policy.nameOf(name))

  clientName(name: string): string {
    return this.#back.get(name) ?? name
  }

  #take(name: string): void {
    const given = this.nameOf(name)
    const other = this.#back.get(given)
    if (other !== undefined && other !== name) {
      throw new InvalidRequestError(
        `plugin tools: "${other}" and "${name}" would both be called "${given}"; give one of them another name in \`rename\``,
      )
    }
    if (given !== name && !isName(given)) {
      throw new InvalidRequestError(
        `plugin tools: "${name}" would be called "${given}", which is no name of a tool: 128 letters, digits, _ and - at most`,
      )
    }
    this.#back.set(given, name)
  }
}

/** The same list where nothing changes. */
function toolsFor(tools: readonly Tool[], policy: Policy, names: Names): readonly Tool[] {
  const kept: Tool[] = []
  for (const tool of tools) {
    if (policy.allows(tool.name)) kept.push(toolFor(tool, policy, names))
    else keepCachePoint(tool, kept)
  }
  const isSame = kept.length === tools.length && kept.every((tool, index) => tool === tools[index])
  return isSame ? tools : withoutOrphans(kept)
}

function toolFor(tool: Tool, policy: Policy, names: Names): Tool {
  if (!isOwn(tool)) return tool
  const name = names.nameOf(tool.name)
  const description = policy.describe(tool.name, tool.description)
  if (name === tool.name && description === tool.description) return tool
  return { ...tool, name, ...(description !== undefined && { description }) }
}

/** What was cached up to a tool that goes is cached up to the one before it. */
function keepCachePoint({ cache_control }: Tool, kept: Tool[]): void {
  const last = kept.at(-1)
  if (cache_control && last && !last.cache_control) kept[kept.length - 1] = { ...last, cache_control }
}

/** The API wants one tool at least that is there from the start: without any, nothing could find the others. */
function withoutOrphans(tools: readonly Tool[]): readonly Tool[] {
  if (tools.some(({ defer_loading }) => !defer_loading)) return tools
  return tools.map(({ defer_loading: _, ...tool }) => tool)
}

function choiceFor(
  choice: ToolChoice | undefined,
  tools: readonly Tool[],
  policy: Policy,
  names: Names,
): ToolChoice | undefined {
  if (choice?.type === 'tool') {
    if (policy.allows(choice.name)) {
      const name = names.nameOf(choice.name)
      return name === choice.name ? choice : { ...choice, name }
    }
    throw new InvalidRequestError(
      `tool_choice forces "${choice.name}", which the plugin tools denies; allow it there, or do not force it`,
    )
  }
  if (!choice || tools.length > 0) return choice
  if (choice.type !== 'any') return undefined
  throw new InvalidRequestError(
    'tool_choice forces a call, and the plugin tools denies every tool of the request; allow one, or do not force it',
  )
}
