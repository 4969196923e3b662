/** What a line of the monitor says, before it is laid out: one object for open and ended exchanges alike. */
import type { Exchange, LogRecord, Message, Outcome, Usage } from 'claudecodex'
import { oneLine } from './text.ts'
import { type ToolCall, toolCall } from './tools.ts'

/** Tokens. */
export interface TokenCounts {
  /** The whole prompt: what fills the context. */
  readonly context: number
  /** Of the prompt: not read from the provider's cache. */
  readonly input: number
  /** Of the prompt: read from the cache. */
  readonly cached: number
  readonly output: number
  /** True of an output that still grows and is guessed from its characters. */
  readonly guessed?: boolean
}

/** Dollars, or what a subscription pays for; undefined: nobody knows. */
export type Cost = number | 'plan' | undefined

export interface Row {
  readonly state: 'open' | Outcome['kind']
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Short, or empty where the client names none. */
  readonly session: string
  /** Who asks within the session. */
  readonly agent: string
  /** Short; absent on the main agent. */
  readonly agentId?: string
  /** Class of the request, where `agent` does not say it. */
  readonly tag?: string
  readonly asked: string
  readonly model: string
  readonly tokens?: TokenCounts
  /** Milliseconds to the first event. */
  readonly first?: number
  /** Milliseconds, until now where it is open. */
  readonly total: number
  readonly cost?: Cost
  /** How often providers were asked. */
  readonly attempts: number
  /** Statuses of those that failed; `broken` where there was none. */
  readonly failures: readonly string[]
  /** Why another model answers than the one that should have: plugin `failover` says so. */
  readonly instead?: string
  /** How a council came to it, or why there was none. */
  readonly council?: string
  readonly warnings: readonly string[]
  /** Why the answer ended, where that matters. */
  readonly stop?: string
  readonly problem?: string
  readonly tools: readonly ToolCall[]
  /** Start of the answer; of an open one what it is at. */
  readonly text: string
  /** A side matter: a count of tokens. */
  readonly minor: boolean
}

/** What is known at any time. */
export function headOf(exchange: Exchange): Omit<Row, 'state' | 'total' | 'tools' | 'text'> {
  const { who, kind, asked, choice, attempts, warnings, timing, head } = exchange
  const council = head?.headers['x-claudecodex-council']
  return {
    startedAt: timing.startedAt,
    session: oneLine(who.session ?? '').slice(0, 4),
    ...laneOf(exchange),
    ...(kind === 'count_tokens' && { tag: 'count' }),
    asked: oneLine(asked.model),
    model: oneLine(choice?.model ?? asked.model),
    ...(timing.firstEvent !== undefined && { first: timing.firstEvent }),
    attempts: attempts.length,
    failures: attempts
      .filter(({ error }) => error !== undefined)
      .map(({ status = 0 }) => failureText(status)),
    ...(choice?.reason.startsWith(switched) && { instead: oneLine(choice.reason.slice(switched.length)) }),
    ...(council !== undefined && { council: oneLine(council) }),
    warnings: warnings.map(oneLine),
    minor: kind === 'count_tokens',
  }
}

const switched = 'failover: '

/** A stream that began well has status 200. */
const failureText = (status: number): string => (status >= 300 ? String(status) : 'broken')

function laneOf({ who, source }: Exchange): Pick<Row, 'agent' | 'agentId' | 'tag'> {
  if (source !== 'http') return { agent: source }
  const tag = who.class === 'main' || who.class === 'subagent' ? {} : { tag: who.class }
  if (who.agent) {
    return { agent: oneLine(who.agentType ?? 'agent'), agentId: oneLine(who.agent).slice(0, 4), ...tag }
  }
  // Two clients without sessions are told apart by their names.
  if (!who.session && who.client) return { agent: oneLine(who.client) }
  return { agent: who.class }
}

const ordinary: ReadonlySet<string> = new Set(['end_turn', 'tool_use', 'stop_sequence'])

/** Of an ended exchange. Content comes from its record alone: without one there are names and numbers only. */
export function endedRow(
  exchange: Exchange,
  outcome: Outcome,
  record: LogRecord | undefined,
  cost: Cost,
): Row {
  const { message } = outcome
  const said = record?.message
  const stop = message?.stop_reason
  return {
    ...headOf(exchange),
    state: outcome.kind,
    total: exchange.timing.total ?? 0,
    ...(message && { tokens: tokensOf(message.usage) }),
    ...(cost !== undefined && { cost }),
    ...(stop && !ordinary.has(stop) && { stop: oneLine(stop) }),
    ...(outcome.error && { problem: problemOf(outcome.error, record) }),
    tools: toolsOf(said ?? message, said !== undefined),
    text: oneLine(said ? textOf(said) : ''),
  }
}

/** Some servers send no usage, or none of its fields. */
export function tokensOf(usage: Partial<Usage> | null | undefined): TokenCounts {
  const cached = number(usage?.cache_read_input_tokens)
  const input = number(usage?.input_tokens) + number(usage?.cache_creation_input_tokens)
  return { context: input + cached, input, cached, output: number(usage?.output_tokens) }
}

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

function problemOf(error: NonNullable<Outcome['error']>, record: LogRecord | undefined): string {
  const text = record?.error?.message
  return oneLine(`${error.status} ${error.type}${text ? `: ${text}` : ''}`)
}

interface ToolBlock {
  readonly type: string
  readonly name: string
  readonly input: unknown
}

/** Those that the client runs, and those that the provider does (`server_tool_use`, `mcp_tool_use`). */
export const isToolUse = (block: object): block is ToolBlock =>
  /(^|_)tool_use$/.test(String((block as ToolBlock).type))

const toolsOf = (message: Message | undefined, withInput: boolean): readonly ToolCall[] =>
  (message?.content ?? []).flatMap(block =>
    isToolUse(block) ? [toolCall(String(block.name), withInput ? block.input : undefined)] : [],
  )

const textOf = (message: Message): string => {
  const block = message.content.find(({ type }) => type === 'text')
  return block?.type === 'text' ? block.text : ''
}
