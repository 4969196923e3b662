/** What hosts send is not always what the API says: here it is made sure of, and what is something else is left out. */
import type { ChatChoice, ChatChunk, ChatDelta, ToolCallDelta } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const none: readonly never[] = []

/** The objects of a list; none where it is no list. */
export const objectsIn = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? (value.every(isObject) ? value : value.filter(isObject)) : none

/** Ids come as numbers too. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value || undefined : typeof value === 'number' ? String(value) : undefined

/** The first of the answers, which is the one that counts. */
export const choiceIn = ({ choices }: ChatChunk): ChatChoice | undefined =>
  objectsIn(choices).find(({ index }) => (index ?? 0) === 0)

/** What a choice says: a piece, a whole message, or the text of the API that was there before chats. */
export function deltaIn({ delta, message, text }: ChatChoice): ChatDelta {
  const said = [delta, message].find(isObject)
  return said ?? (typeof text === 'string' ? { content: text } : {})
}

export function callsIn({ tool_calls: calls, function_call: legacy }: ChatDelta): readonly ToolCallDelta[] {
  const own = objectsIn(calls) as readonly ToolCallDelta[]
  return isObject(legacy) ? [...own, { index: 0, function: legacy }] : own
}
