/** Where a client works, and the same answer for a client that works elsewhere. */
import type { Message } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { idPattern, pathPattern, slugOf } from './patterns.ts'

/** Claude Code's words; other clients say much the same. */
const named =
  /(?:working directory(?:\s+is)?\s*:?|\bcwd\s*[:=]|<cwd>)\s*[`'"]?((?:\/|[A-Za-z]:[\\/]|\\\\)[^\r\n`'"<]*)/i

/** The working folder that a client tells the model of, without a slash at its end. */
export function folderOf({ system, messages }: MessagesRequest): string | undefined {
  for (const text of textsIn([system, ...messages.map(({ content }) => content)])) {
    const folder = named
      .exec(text)?.[1]
      ?.trim()
      .replace(/(?<=.)[/\\]$/, '')
    if (folder) return folder
  }
  return undefined
}

function* textsIn(contents: readonly unknown[]): Generator<string> {
  for (const content of contents) {
    if (typeof content === 'string') yield content
    else if (Array.isArray(content)) {
      for (const block of content as readonly { readonly type?: unknown; readonly text?: unknown }[]) {
        if (block?.type === 'text' && typeof block.text === 'string') yield block.text
      }
    }
  }
}

/** What one run called so and the other calls otherwise. */
export interface Place {
  readonly folder?: string | undefined
  readonly session?: string | undefined
  /** In the same order on both sides. */
  readonly agents?: readonly string[]
}

/**
 * The message as it would have been in another place: tools act where this client works, and not where the recorded one did.
 * What a provider has signed stays as it is.
 */
export function movedMessage(message: Message, from: Place, to: Place): Message {
  const moves = movesBetween(from, to)
  if (moves.length === 0) return message
  const moved = (text: string): string =>
    moves.reduce((result, { finds, leaves }) => result.replace(finds, () => leaves), text)
  return {
    ...message,
    content: message.content.map(block => {
      if (block.type === 'text' && typeof block.text === 'string')
        return { ...block, text: moved(block.text) }
      return 'input' in block ? { ...block, input: mapped(block.input, moved) } : block
    }),
  }
}

type Pair = readonly [old: string | undefined, now: string | undefined]

interface Move {
  readonly finds: RegExp
  readonly leaves: string
}

const moveOf = ([old, now]: Pair, find: (text: string) => RegExp): readonly Move[] =>
  !old || !now || old === now || isRoot(old) ? [] : [{ finds: find(old), leaves: now }]

function movesBetween(from: Place, to: Place): readonly Move[] {
  const folders: readonly Pair[] = [
    [from.folder, to.folder],
    [from.folder && slugOf(from.folder), to.folder && slugOf(to.folder)],
  ]
  const ids: readonly Pair[] = [
    [from.session, to.session],
    ...(from.agents ?? []).map((agent, index) => [agent, to.agents?.[index]] as const),
  ]
  return [
    ...folders.flatMap(pair => moveOf(pair, pathPattern)),
    ...ids.flatMap(pair => moveOf(pair, idPattern)),
  ]
}

/** Every path begins with it. */
const isRoot = (folder: string): boolean => /^(?:[/\\-]|[A-Za-z]:[\\/]?|[A-Za-z]-+)$/.test(folder)

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => mapped(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]))
}
