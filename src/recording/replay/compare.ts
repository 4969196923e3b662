/** What matters to an agent in an answer: which tools it calls, why it stopped, then its words, and what it took. */
import type { Message } from '../../anthropic/message.ts'
import type { Tool } from '../../anthropic/request.ts'
import { schemaFaults } from './schema-faults.ts'
import type { Side } from './side.ts'
import { similarityOf } from './similarity.ts'
import { type ToolChange, toolCallsOf, toolChanges } from './tool-changes.ts'

/**
 * `same`: word for word. `equivalent`: the same tools, in other words. `error`: no answer. `uncompared`: an answer, where the
 * recorded run had none.
 */
export const verdicts = ['same', 'equivalent', 'tools-differ', 'stop-differs', 'error', 'uncompared'] as const
export type Verdict = (typeof verdicts)[number]

export interface Comparison {
  readonly verdict: Verdict
  readonly tools: readonly ToolChange[]
  /** Of the whole text, 0 to 1. Absent where one of the sides has no answer, or neither has a text. */
  readonly similarity?: number
  /** Why each stopped, where that differs. */
  readonly stop?: { readonly recorded: string; readonly replayed: string }
  /** Characters of thinking. */
  readonly thinking: { readonly recorded: number; readonly replayed: number }
  /** What is wrong with the inputs of today's tool calls. */
  readonly schemaFaults: readonly string[]
}

export function compared(recorded: Side, replayed: Side, tools: readonly Tool[]): Comparison {
  const [before, after] = [answerOf(recorded), answerOf(replayed)]
  const calls = toolCallsOf(after)
  const thinking = { recorded: thinkingOf(before), replayed: thinkingOf(after) }
  const common = { thinking, schemaFaults: schemaFaults(calls, tools) }
  if (!after) return { ...common, verdict: 'error', tools: [] }
  if (!before) return { ...common, verdict: 'uncompared', tools: [] }
  const changes = toolChanges(toolCallsOf(before), calls)
  const stop = { recorded: String(before.stop_reason), replayed: String(after.stop_reason) }
  const endsAlike = stop.recorded === stop.replayed
  const [text, other] = [textOf(before), textOf(after)]
  return {
    ...common,
    verdict: verdictOf(changes, endsAlike, isSame(before, after)),
    tools: changes,
    ...(!endsAlike && { stop }),
    ...(`${text}${other}` !== '' && { similarity: similarityOf(text, other) }),
  }
}

function verdictOf(changes: readonly ToolChange[], endsAlike: boolean, isSame: boolean): Verdict {
  if (changes.length > 0) return 'tools-differ'
  if (!endsAlike) return 'stop-differs'
  return isSame ? 'same' : 'equivalent'
}

/** Of half an answer nobody can say what it would have been. */
const answerOf = ({ outcome, message }: Side): Message | undefined =>
  outcome === 'answered' ? message : undefined

/** Word for word, but for the ids of calls, which are new each time. */
const isSame = (one: Message, other: Message): boolean =>
  textOf(one) === textOf(other) && JSON.stringify(toolCallsOf(one)) === JSON.stringify(toolCallsOf(other))

export const textOf = (message: Message | undefined): string =>
  (message?.content ?? [])
    .map(block => (block.type === 'text' ? block.text : ''))
    .join('\n')
    .trim()

const thinkingOf = (message: Message | undefined): number =>
  (message?.content ?? []).reduce(
    (sum, block) => sum + (block.type === 'thinking' ? block.thinking.length : 0),
    0,
  )
