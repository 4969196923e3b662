/**
 * What Converse refuses in messages, tools and cache points. Sources: [docs] the pages of AWS on Converse, its messages, tools
 * and prompt caching; [types] the constraints in the SDK's types; [seen] refusals of Bedrock that people quote.
 */
type Fields = Readonly<Record<string, unknown>>

export type Rule = (body: Body) => string | undefined

export interface Block extends Fields {
  readonly text?: string
  readonly toolUse?: { readonly toolUseId: string; readonly name: string; readonly input: unknown }
  readonly toolResult?: {
    readonly toolUseId: string
    readonly content: readonly Block[]
    readonly status?: string
  }
  readonly document?: { readonly name: string; readonly format: string; readonly source: Fields }
  readonly image?: { readonly format: string; readonly source: { readonly bytes?: string } }
  readonly reasoningContent?: Fields
  readonly cachePoint?: { readonly type: string; readonly ttl?: string }
}

export interface Body extends Fields {
  readonly messages: readonly { readonly role: string; readonly content: readonly Block[] }[]
  readonly system?: readonly Block[]
  readonly toolConfig?: {
    readonly tools: readonly (Block & {
      readonly toolSpec?: {
        readonly name: string
        readonly description?: string
        readonly inputSchema: Fields
      }
    })[]
    readonly toolChoice?: Fields & { readonly tool?: { readonly name: string } }
  }
  readonly inferenceConfig?: {
    readonly maxTokens?: number
    readonly temperature?: number
    readonly topP?: number
    readonly stopSequences?: readonly string[]
  }
  readonly additionalModelRequestFields?: Fields
  readonly additionalModelResponseFieldPaths?: readonly string[]
  readonly outputConfig?: Fields
}

export const firstOf =
  (...rules: readonly Rule[]): Rule =>
  body => {
    for (const rule of rules) {
      const found = rule(body)
      if (found) return found
    }
    return undefined
  }

const eachMessage =
  (rule: (content: readonly Block[], place: string, role: string) => string | undefined): Rule =>
  ({ messages }) => {
    for (const [index, { role, content }] of messages.entries()) {
      const found = rule(content, `messages.${index}`, role)
      if (found) return found
    }
    return undefined
  }

/** [seen] */
const alternation: Rule = ({ messages }) => {
  if (messages[0]?.role !== 'user') return 'A conversation must start with a user message.'
  const twice = messages.findIndex(({ role }, index) => index > 0 && role === messages[index - 1]?.role)
  return twice < 0 ? undefined : `messages.${twice}: roles must alternate between "user" and "assistant"`
}

/** [seen] */
const content = eachMessage((blocks, place, role) => {
  if (blocks.length === 0) return `The content field in the Message object at ${place} is empty.`
  if (blocks.every(block => block.cachePoint)) return 'There is nothing available to cache.'
  if (role === 'assistant' && blocks.every(block => block.reasoningContent ?? block.cachePoint)) {
    return `${place}: final block in an assistant message cannot be thinking`
  }
  const blank = blocks.findIndex(({ text }) => text !== undefined && text.trim() === '')
  return blank < 0
    ? undefined
    : `The text field in the ContentBlock object at ${place}.content.${blank} is blank.`
})

/** [docs] "ToolUseBlock", "ToolSpecification": patterns of ids and names; the input is an object. [seen] */
const calls = eachMessage((blocks, place, role) => {
  for (const { toolUse, toolResult, image } of blocks) {
    const id = toolUse?.toolUseId ?? toolResult?.toolUseId
    if (id !== undefined && !/^[a-zA-Z0-9_.:-]{1,64}$/.test(id))
      return `${place}: toolUseId ${id} fails its pattern`
    if (toolUse && role !== 'assistant')
      return `${place}: toolUse blocks can only be provided in assistant messages`
    if ((toolResult || image) && role !== 'user') return `${place}: only a user may send this block`
    if (toolUse && !/^[a-zA-Z0-9_-]{1,64}$/.test(toolUse.name))
      return `${place}: toolUse.name fails its pattern`
    if (
      toolUse &&
      (typeof toolUse.input !== 'object' || toolUse.input === null || Array.isArray(toolUse.input))
    ) {
      return `The format of the value at ${place}.content.toolUse.input is invalid. Provide a json object for the field and try again.`
    }
  }
  return undefined
})

/** [seen] All results of a turn stand in the next message, and no others. */
const pairs: Rule = ({ messages }) => {
  for (const [index, { content: blocks, role }] of messages.entries()) {
    if (role !== 'user') continue
    const asked = (messages[index - 1]?.content ?? []).flatMap(block => block.toolUse?.toolUseId ?? [])
    const given = blocks.flatMap(block => block.toolResult?.toolUseId ?? [])
    if (given.length > asked.length) {
      return `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`
    }
    const missing = asked.filter(id => !given.includes(id))
    if (missing.length > 0) {
      return `Expected toolResult blocks at messages.${index}.content for the following Ids: ${missing.join(', ')}`
    }
    const late = blocks.findIndex(
      (block, at) => block.toolResult && blocks.slice(0, at).some(before => before.text),
    )
    if (late >= 0) return `messages.${index}: tool results must come first`
  }
  const open = messages.at(-1)?.role === 'assistant' && messages.at(-1)?.content.some(block => block.toolUse)
  return open ? 'tool_use ids were found without tool_result blocks immediately after' : undefined
}

/** [seen] "status": an error must say something; Nova refuses every empty content. */
const results = eachMessage((blocks, place) => {
  const empty = blocks.find(({ toolResult }) => toolResult?.content.length === 0)
  return empty ? `The content field at ${place}.content.toolResult cannot be empty.` : undefined
})

/** [seen] */
const toolConfig: Rule = ({ messages, toolConfig: given }) => {
  const isUsed = messages.some(message => message.content.some(block => block.toolUse ?? block.toolResult))
  if (isUsed && !given) {
    return 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
  }
  if (!given) return undefined
  const specs = given.tools.flatMap(tool => tool.toolSpec ?? [])
  if (specs.length === 0) return 'toolConfig.tools: Member must have length greater than or equal to 1'
  const names = specs.map(({ name }) => name)
  if (new Set(names).size < names.length) return `The toolConfig.tools contains duplicate names.`
  const bad = specs.find(
    ({ name, description, inputSchema }) =>
      !/^[a-zA-Z0-9_-]{1,64}$/.test(name) ||
      description === '' ||
      (inputSchema.json as Fields | undefined)?.type !== 'object',
  )
  if (bad) return `toolConfig.tools: ${bad.name} is not a legal tool`
  const forced = given.toolChoice?.tool?.name
  return forced === undefined || names.includes(forced)
    ? undefined
    : `toolChoice: no tool is called ${forced}`
}

const magic: Readonly<Record<string, string>> = {
  png: '89504e47',
  jpeg: 'ffd8ff',
  gif: '47494638',
  webp: '52494646',
}

/** [seen] The bytes of an image are an image's, not text in base64 twice over. */
const images = eachMessage((blocks, place) => {
  const all = blocks.flatMap(block => [block, ...(block.toolResult?.content ?? [])])
  const wrong = all.find(({ image }) => {
    const bytes = image?.source.bytes
    return (
      bytes !== undefined &&
      !Buffer.from(bytes, 'base64')
        .toString('hex')
        .startsWith(magic[image?.format ?? ''] ?? '?')
    )
  })
  return wrong ? `${place}: Could not process image` : undefined
})

/** [docs] "DocumentBlock": the characters of a name. [seen] A text beside it, and every name once. */
const documents: Rule = ({ messages }) => {
  const names: string[] = []
  for (const [index, { content: blocks }] of messages.entries()) {
    const all = blocks.flatMap(block => [block, ...(block.toolResult?.content ?? [])])
    for (const { document } of all) {
      if (!document) continue
      if (!/^[a-zA-Z0-9\-()[\]]+( [a-zA-Z0-9\-()[\]]+)*$/.test(document.name) || document.name.length > 200) {
        return 'The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can not contain more than one consecutive whitespace character.'
      }
      if (names.includes(document.name)) return 'Two documents have the same name.'
      if (!Buffer.from(String(document.source.bytes), 'base64').toString('latin1').startsWith('%PDF'))
        return 'The PDF specified was not valid.'
      names.push(document.name)
    }
    if (blocks.some(block => block.document) && !blocks.some(block => block.text)) {
      return `messages.${index}: a text block is required along with a document`
    }
  }
  return undefined
}

/** [seen] "Cache point cannot be inserted after reasoning block"; [docs] at most four, longer ones first. */
const cachePoints: Rule = ({ messages, system = [], toolConfig: given }) => {
  const lists = [given?.tools ?? [], system, ...messages.map(message => message.content)]
  for (const blocks of lists) {
    for (const [index, block] of blocks.entries()) {
      const before = blocks[index - 1]
      if (!block.cachePoint) continue
      if (!before || before.cachePoint) return 'There is nothing available to cache.'
      if (before.reasoningContent) return 'Cache point cannot be inserted after reasoning block.'
    }
  }
  const points = lists.flat().flatMap(({ cachePoint }) => (cachePoint ? [cachePoint.ttl ?? '5m'] : []))
  if (points.length > 4) return 'A maximum of 4 blocks with cache_control may be provided.'
  return points.lastIndexOf('1h') > points.indexOf('5m') && points.includes('5m')
    ? "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block"
    : undefined
}

/** [types] Ranges, and [seen] blank sequences. */
const inference: Rule = ({ inferenceConfig: given, additionalModelResponseFieldPaths: paths = [] }) => {
  const { maxTokens, temperature, topP, stopSequences = [] } = given ?? {}
  if (maxTokens !== undefined && (!Number.isInteger(maxTokens) || maxTokens < 1))
    return 'maxTokens: must be at least 1'
  if ([temperature, topP].some(value => value !== undefined && (value < 0 || value > 1)))
    return 'out of range'
  if (stopSequences.some(stop => stop.trim() === ''))
    return 'stop_sequences: each must contain non-whitespace'
  return paths.length > 10 || paths.some(path => !path.startsWith('/')) ? 'a pointer is malformed' : undefined
}

/** [seen] */
const prompt: Rule = ({ system = [] }) =>
  system.some(({ text }) => text !== undefined && text.trim() === '')
    ? 'The text field in system is blank.'
    : undefined

export const messageRules = firstOf(
  alternation,
  content,
  calls,
  pairs,
  results,
  toolConfig,
  images,
  documents,
  cachePoints,
  inference,
  prompt,
)
