/** The rules of the Messages API on the body of a request. Sources as in `anthropic-rules.ts`. */
type Fields = Readonly<Record<string, unknown>>
type Kind = 'messages' | 'count_tokens'

/** [types] Parameters of `messages.create`, and what Claude Code sends under betas [seen on the wire]. */
const known = new Set(
  'model messages max_tokens system stream stop_sequences temperature top_p top_k thinking output_config tools tool_choice metadata cache_control container inference_geo service_tier context_management mcp_servers safeguards speed betas'.split(
    ' ',
  ),
)
/** [docs] "Count tokens": the same body less these. */
const notCounted = ['max_tokens', 'stream', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'metadata']
/** [docs] Content blocks of a request; the `server` and `mcp` ones are a model's that come back. */
const blockTypes = new Set(
  'text image document search_result thinking redacted_thinking tool_use tool_result tool_reference server_tool_use web_search_tool_result web_fetch_tool_result code_execution_tool_result tool_search_tool_result mcp_tool_use mcp_tool_result container_upload compaction'.split(
    ' ',
  ),
)

/** The complaint of the first rule that is broken. */
export function bodyRefusal(value: unknown, kind: Kind, extraFields: readonly string[]): string | undefined {
  if (!isFields(value)) return 'Input should be an object'
  if (typeof value.model !== 'string' || value.model === '') return 'model: Field required'
  for (const name of Object.keys(value)) {
    const isExtra = !known.has(name) || (kind === 'count_tokens' && notCounted.includes(name))
    if (isExtra && !extraFields.includes(name)) return `${name}: Extra inputs are not permitted`
  }
  return (
    (kind === 'messages' ? limits(value) : undefined) ??
    messages(value.messages) ??
    tools(value.tools) ??
    thinking(value) ??
    cachePoints(value)
  )
}

/** [docs] "Messages": required, positive; sampling between 0 and 1. */
function limits({
  max_tokens: most,
  stream,
  temperature,
  stop_sequences: stops,
}: Fields): string | undefined {
  if (most === undefined) return 'max_tokens: Field required'
  if (!Number.isInteger(most) || (most as number) < 1) return 'max_tokens: Input should be a positive integer'
  if (stream !== undefined && typeof stream !== 'boolean') return 'stream: Input should be a valid boolean'
  if (temperature !== undefined && !((temperature as number) >= 0 && (temperature as number) <= 1)) {
    return 'temperature: range: 0..1'
  }
  const blank = Array.isArray(stops) && stops.some(stop => typeof stop !== 'string' || stop.trim() === '')
  return blank ? 'stop_sequences: each stop sequence must contain non-whitespace' : undefined
}

/** [docs] "Messages", "Tool use"; [seen] for the wording. Claude Code sends role `system` inside too [seen]. */
function messages(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'messages: Field required'
  if (value.length === 0) return 'messages: at least one message is required'
  let offered = new Set<string>()
  for (const [index, message] of value.entries()) {
    const path = `messages.${index}`
    if (!isFields(message)) return `${path}: Input should be an object`
    if (!['user', 'assistant', 'system'].includes(String(message.role)))
      return `${path}.role: Unexpected role`
    if (index === 0 && message.role !== 'user') return `${path}.role: first message must use the "user" role`
    const complaint = content(
      message.content,
      `${path}.content`,
      index === value.length - 1 && message.role === 'assistant',
    )
    if (complaint) return complaint
    const blocks = Array.isArray(message.content) ? (message.content as Fields[]) : []
    if (message.role === 'user') {
      const answered = idsOf(blocks, 'tool_result', 'tool_use_id')
      const stray = answered.find(id => !offered.has(id))
      if (stray) return `${path}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}`
      const open = [...offered].find(id => !answered.includes(id))
      if (open)
        return `${path}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open}`
      offered = new Set()
    } else if (message.role === 'assistant') {
      const ids = idsOf(blocks, 'tool_use', 'id')
      if (new Set(ids).size < ids.length) return `${path}: \`tool_use\` ids must be unique`
      offered = new Set(ids)
    }
  }
  return undefined
}

const idsOf = (blocks: readonly Fields[], type: string, field: string): string[] =>
  blocks.flatMap(block => (block.type === type ? [String(block[field])] : []))

function content(value: unknown, path: string, mayBeEmpty: boolean): string | undefined {
  if (typeof value === 'string') return value === '' && !mayBeEmpty ? `${path}: must be non-empty` : undefined
  if (!Array.isArray(value)) return `${path}: Field required`
  if (value.length === 0 && !mayBeEmpty) return `${path}: must be non-empty`
  for (const [index, block] of value.entries()) {
    const complaint = isFields(block) ? blockRefusal(block) : 'Input should be an object'
    if (complaint) return `${path}.${index}: ${complaint}`
  }
  return undefined
}

function blockRefusal(block: Fields): string | undefined {
  const type = String(block.type)
  if (!blockTypes.has(type))
    return `Input tag '${type}' found using 'type' does not match any of the expected tags`
  if (type === 'text' && !String(block.text ?? '').trim())
    return 'text content blocks must contain non-whitespace text'
  if (type === 'tool_use' && !/^[a-zA-Z0-9_-]+$/.test(String(block.id)))
    return 'tool_use.id: String should match pattern'
  if (type === 'tool_use' && !isFields(block.input)) return 'tool_use.input: Input should be an object'
  // [seen] A signature that is not the API's own fails, ours included.
  const signature =
    type === 'thinking' ? block.signature : type === 'redacted_thinking' ? block.data : undefined
  const isNone = type === 'thinking' && !signature
  if (isNone || (typeof signature === 'string' && signature.startsWith('cdx1.')))
    return 'Invalid `signature` in `thinking` block'
  return undefined
}

/** [docs] "Tool use": names, unique; a schema of type object where the tool is not one of Anthropic's own. */
function tools(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return 'tools: Input should be a valid list'
  const names = new Set<string>()
  for (const [index, tool] of (value as Fields[]).entries()) {
    const name = String(tool.name)
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name)) return `tools.${index}.name: String should match pattern`
    if (names.has(name)) return 'tools: Tool names must be unique.'
    names.add(name)
    const isOwn = tool.type === undefined || tool.type === null || tool.type === 'custom'
    if (isOwn && (tool.input_schema as Fields | undefined)?.type !== 'object') {
      return `tools.${index}.input_schema.type: Field required`
    }
  }
  return undefined
}

/** [docs] "Extended thinking". */
function thinking({
  thinking: value,
  max_tokens: most,
  temperature,
  messages: turns,
}: Fields): string | undefined {
  if (!isFields(value) || value.type !== 'enabled') return undefined
  const budget = Number(value.budget_tokens)
  if (!(budget >= 1024))
    return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024'
  if (most !== undefined && budget >= Number(most))
    return '`max_tokens` must be greater than `thinking.budget_tokens`'
  if (temperature !== undefined && temperature !== 1)
    return '`temperature` may only be set to 1 when thinking'
  return lostThinking(turns as Fields[])
}

/** [seen] With a budget, the turn that a tool loop goes on from begins with its thinking. */
function lostThinking(messages: readonly Fields[]): string | undefined {
  const blocksOf = ({ content }: Fields): Fields[] => (Array.isArray(content) ? (content as Fields[]) : [])
  const place = messages.findLastIndex(({ role }) => role === 'assistant')
  const isLoop = messages
    .slice(place + 1)
    .some(turn => blocksOf(turn).some(({ type }) => type === 'tool_result'))
  const [first] = blocksOf(messages[place] ?? {})
  return place < 0 || !isLoop || /thinking$/.test(String(first?.type))
    ? undefined
    : `messages.${place}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first?.type}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`
}

/** [docs] "Prompt caching": four at most. */
function cachePoints(request: Fields): string | undefined {
  const points = JSON.stringify(request).match(/"cache_control":\{/g)?.length ?? 0
  return points > 4 ? `A maximum of 4 blocks with cache_control may be provided. Found ${points}.` : undefined
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
