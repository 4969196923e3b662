/**
 * Tells what kind of turn a request is, and from that whether the council is asked. Pure. Where it is not sure, one
 * model answers alone: a council for each step of a tool loop would cost many times the task.
 */
import type { ContentBlock, ToolResultBlock, ToolUseBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import type { Who } from '../../core/who.ts'
import type { CouncilMode } from '../../council/types.ts'
import { blocksOf, holdsResult, lastWords, type Wish, wishOf, wordsOf } from './words.ts'

export const turnClasses = ['utility', 'continuation', 'checkpoint', 'user', 'subagent'] as const
export type TurnClass = (typeof turnClasses)[number]

/**
 * `auto`: what a person says. `checkpoint`: an agent that is stuck too. `always`: every request, as version 1 did.
 * `never`: none.
 */
export const triggers = ['auto', 'checkpoint', 'always', 'never'] as const
export type Trigger = (typeof triggers)[number]

export interface Turn {
  readonly class: TurnClass
  /** What told it, in a few words. */
  readonly because: string
  readonly hasTools: boolean
  /** What the person said, without a wish in front. */
  readonly words: string
  readonly wish?: Wish
}

export interface Asking {
  readonly request: MessagesRequest
  readonly who: Pick<Who, 'class' | 'by'>
  /** The model as the client named it. */
  readonly asked: string
}

export function classify({ request, who, asked }: Asking): Turn {
  const hasTools = (request.tools?.length ?? 0) > 0 && request.tool_choice?.type !== 'none'
  const last = request.messages.findLast(({ role }) => role !== 'system')
  const said = last ? wordsOf(last) : ''
  const wish = wishOf(spoken(request))
  const turn = (name: TurnClass, because: string): Turn => ({
    class: name,
    because,
    hasTools,
    words: wish === undefined ? said : said.replace(/^\s*\S+\s*/, ''),
    ...(wish !== undefined && { wish }),
  })
  const utility = utilityOf(request, who)
  if (utility !== undefined) return turn('utility', utility)
  if (who.class === 'subagent' || who.class === 'workflow') return turn('subagent', who.class)
  if (hasTools && /haiku/i.test(asked)) return turn('utility', 'a small model was asked for')
  if (!last || !holdsResult(last)) return turn('user', 'words of a person')
  const stuck = stuckBecause(request.messages)
  return stuck === undefined ? turn('continuation', 'continuation') : turn('checkpoint', stuck)
}

/** The words that began this turn. */
const spoken = (request: MessagesRequest): string => {
  const message = request.messages[lastWords(request)]
  return message ? wordsOf(message) : ''
}

const sideMatters: ReadonlySet<string> = new Set(['compaction', 'title', 'probe', 'search'])

/** Why it is a side matter of the client, which no person ever reads. */
function utilityOf({ max_tokens }: MessagesRequest, who: Asking['who']): string | undefined {
  if (sideMatters.has(who.class)) return who.class
  // Claude Code says `auxiliary` of whatever is not a conversation.
  if (who.class === 'other' && who.by === 'header') return 'auxiliary request'
  return max_tokens !== undefined && max_tokens <= 1 ? 'probe' : undefined
}

const manyInARow = 3

/** Errors one after the other, or the same call over and over, at the end of a conversation. */
function stuckBecause(messages: readonly InputMessage[]): string | undefined {
  const blocks = messages.slice(lastPerson(messages) + 1).flatMap(blocksOf)
  const results = blocks.filter((block): block is ToolResultBlock => block.type === 'tool_result')
  const latest = results.slice(-manyInARow)
  if (latest.length === manyInARow && latest.every(({ is_error }) => is_error === true))
    return `${manyInARow} failures in a row`
  const calls = blocks.filter(isCall).slice(-manyInARow).map(callText)
  return calls.length === manyInARow && new Set(calls).size === 1
    ? `the same call ${manyInARow} times`
    : undefined
}

const lastPerson = (messages: readonly InputMessage[]): number =>
  messages.findLastIndex(message => wordsOf(message) !== '')

const isCall = (block: ContentBlock): block is ToolUseBlock => block.type === 'tool_use'
const callText = ({ name, input }: ToolUseBlock): string => `${name} ${JSON.stringify(input)}`

/** What is done with a turn. */
export type Plan =
  /** One model answers. */
  | { readonly kind: 'solo'; readonly because: string }
  /** The council writes the answer itself. */
  | { readonly kind: 'convene'; readonly mode: CouncilMode }
  /** The members advise, and the lead acts. */
  | { readonly kind: 'advise'; readonly mode: CouncilMode }

export interface Habits {
  readonly mode: CouncilMode
  readonly trigger: Trigger
}

export function planFor(turn: Turn, { mode: usual, trigger }: Habits): Plan {
  const solo = (because: string): Plan => ({ kind: 'solo', because })
  const { hasTools, wish } = turn
  if (trigger === 'never') return solo('COUNCIL_TRIGGER=never')
  if (wish === 'off') return solo('/council:off')
  const mode = wish ?? usual
  const act: Plan = { kind: hasTools && mode !== 'race' ? 'advise' : 'convene', mode }
  if (trigger === 'always') return act
  switch (turn.class) {
    case 'utility':
      return solo(turn.because)
    case 'subagent':
      return hasTools ? solo(turn.because) : act
    case 'continuation':
      return hasTools ? solo('continuation') : act
    case 'checkpoint':
      if (!hasTools) return act
      return trigger === 'checkpoint' && mode !== 'race'
        ? { kind: 'advise', mode: 'fast' }
        : solo('continuation')
    case 'user':
      return !hasTools || wish !== undefined ? act : (soloFor(turn) ?? act)
  }
}

/** What needs no council, though a person said it. */
function soloFor({ words }: Turn): Plan | undefined {
  if (words === '') return { kind: 'solo', because: 'no words of a person' }
  return isTrivial(words) ? { kind: 'solo', because: 'short request' } : undefined
}

const enoughWords = 12
/** Names of files and things, paths, and what only code has. */
const code = /[`{}=;]|\(\)|->|\w[._/\\]\w|[a-z][A-Z]|\w::\w/

// Words are not always divided by spaces.
const segments = new Intl.Segmenter(undefined, { granularity: 'word' })

const isTrivial = (text: string): boolean =>
  !code.test(text) && [...segments.segment(text.slice(0, 1_000))].filter(isWord).length < enoughWords

const isWord = ({ isWordLike }: Intl.SegmentData): boolean => isWordLike === true
