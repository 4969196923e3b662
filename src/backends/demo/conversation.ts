/** Reads a conversation: what the person asked last, what has been done about it, and where the client works. */
import type { ContentBlock, ToolResultBlock, ToolUseBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'

/** A tool call since the person's last words, with what came of it. */
export interface Done {
  readonly tool: string
  readonly input: unknown
  /** Undefined where no result has come. */
  readonly result?: { readonly text: string; readonly failed: boolean }
  /** A subagent that the client runs in the background: its report comes later, as a notification. */
  readonly isRunning?: boolean
}

export interface Conversation {
  /** The person's last words, without what the client adds; empty where there are none. */
  readonly prompt: string
  readonly done: readonly Done[]
  readonly workingDirectory?: string
  /** Deferred tools that a search has found: they may be called from then on. */
  readonly foundTools: ReadonlySet<string>
}

export function readConversation(request: MessagesRequest): Conversation {
  const { messages } = request
  const last = messages.findLastIndex(message => humanText(message) !== '')
  const since = last < 0 ? messages : messages.slice(last)
  const workingDirectory = findWorkingDirectory(request)
  return {
    prompt: messages[last] ? humanText(messages[last]) : '',
    done: doneIn(since),
    ...(workingDirectory !== undefined && { workingDirectory }),
    foundTools: new Set(blocksIn(messages).flatMap(referencedTools)),
  }
}

/** All that the person has said, in order. */
export const personTexts = ({ messages }: MessagesRequest): readonly string[] =>
  messages.map(humanText).filter(text => text !== '')

/** What a tool's result says, without the reminders that Claude Code puts behind it. */
export function resultText(block: ToolResultBlock): string {
  if (block.content === undefined) return ''
  if (typeof block.content === 'string') return withoutNotes(block.content)
  const parts = block.content.map(part => (part.type === 'text' ? withoutNotes(part.text) : `[${part.type}]`))
  return parts.filter(part => part !== '').join('\n')
}

const blocksOf = (message: InputMessage): readonly ContentBlock[] =>
  typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content

const blocksIn = (messages: readonly InputMessage[]): readonly ContentBlock[] => messages.flatMap(blocksOf)

const textsOf = (message: InputMessage): readonly string[] =>
  blocksOf(message).flatMap(block => (block.type === 'text' ? [block.text] : []))

/** What Claude Code wraps its own words in; a person's paste keeps its text and loses the wrapping. */
const notes =
  /<(system-reminder|task-notification|local-command-[a-z]+|command-[a-z]+|bash-[a-z]+)>[\s\S]*?<\/\1>/g
const paste = /<\/?pasted_content\b[^>]*>/g
/** Claude Code says these in the person's place; the last is anybody's way to have the same thing go on. */
const nothingNew =
  /^(?:Tool loaded\.|\[Request interrupted by user|\[structured-output-enforce\]|Continue from where you left off\.|(?:please )?(?:continue|go on)[.!]?$)/i

const withoutNotes = (text: string): string => text.replace(notes, '').trim()

function humanText(message: InputMessage): string {
  if (message.role !== 'user') return ''
  const texts = textsOf(message).map(text => withoutNotes(text).replace(paste, '').trim())
  return texts.filter(text => text !== '' && !nothingNew.test(text)).join('\n')
}

function doneIn(messages: readonly InputMessage[]): readonly Done[] {
  const blocks = blocksIn(messages)
  const results = new Map<string, ToolResultBlock>()
  for (const block of blocks) if (block.type === 'tool_result') results.set(block.tool_use_id, block)
  const uses = blocks.filter((block): block is ToolUseBlock => block.type === 'tool_use')
  return uses.map(({ id, name, input }) => {
    const block = results.get(id)
    const result = block && { text: resultText(block), failed: block.is_error === true }
    if (result && launched.test(result.text)) return { tool: name, input, ...backgroundReport(messages, id) }
    return { tool: name, input, ...(result && { result }) }
  })
}

// The interactive client starts subagents in the background and says so in the place of their result.
const launched = /^Async agent launched/

/** What a notification says of the call with this id; the last one counts, since an agent can be resumed. */
function backgroundReport(messages: readonly InputMessage[], id: string): Pick<Done, 'result' | 'isRunning'> {
  const texts = messages.filter(({ role }) => role === 'user').flatMap(textsOf)
  const notifications = texts.flatMap(
    text => text.match(/<task-notification>[\s\S]*?<\/task-notification>/g) ?? [],
  )
  const own = notifications.findLast(text => text.includes(`<tool-use-id>${id}</tool-use-id>`))
  if (own === undefined) return { isRunning: true }
  const text = /<result>([\s\S]*)<\/result>/.exec(own)?.[1] ?? ''
  return { result: { text: text.trim(), failed: !own.includes('<status>completed</status>') } }
}

const referencedTools = (block: ContentBlock): readonly string[] =>
  block.type === 'tool_result' && block.content !== undefined && typeof block.content !== 'string'
    ? block.content.flatMap(part => (part.type === 'tool_reference' ? [part.tool_name] : []))
    : []

const directory =
  /(?:working directory(?:\s+is)?\s*:?|\bcwd\s*[:=]|<cwd>)\s*[`'"]?((?:\/|[A-Za-z]:[\\/]|\\\\)[^\r\n`'"<]*)/i

/**
 * The client's own words on its environment: in the system prompt, in a system turn (Claude Code) or in a reminder.
 * What tools have read is not asked, for a file may say anything.
 */
function findWorkingDirectory({ system, messages }: MessagesRequest): string | undefined {
  const ofSystem = typeof system === 'string' ? [system] : (system ?? []).map(block => block.text)
  const ofTurns = messages.filter(({ role }) => role === 'system').flatMap(textsOf)
  const users = messages.filter(({ role }) => role === 'user').flatMap(textsOf)
  const reminders = users.flatMap(text => text.match(notes) ?? [])
  for (const text of [...ofSystem, ...ofTurns, ...reminders]) {
    const found = directory
      .exec(text)?.[1]
      ?.trim()
      .replace(/[.,;]$/, '')
    if (found) return found
  }
  return undefined
}
