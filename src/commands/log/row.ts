/** A recorded exchange as a line of the monitor shows one. */
import { isToolUse, type Row, tokensOf } from '../../../plugins/log/row.ts'
import { type ToolCall, toolCall } from '../../../plugins/log/tools.ts'
import type { Message } from '../../anthropic/message.ts'
import { startOf } from '../../recording/facts.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { ExchangeLine } from '../../recording/schema.ts'
import { shownLine } from './shown.ts'

export interface UnderWay {
  /** Milliseconds since the epoch: up to when is known that there was no end. */
  readonly until: number
  /** False where the program has ended, so that there will be none. */
  readonly isAlive: boolean
}

/** `answer`: its message, where it could be read. */
export function rowOf(exchange: RecordedExchange, answer: Message | undefined, underWay: UnderWay): Row {
  const { open, end } = exchange
  const startedAt = startOf(exchange)
  const head = {
    startedAt,
    session: shownLine(open.who.session ?? '').slice(0, 4),
    ...laneOf(exchange),
    ...(open.kind === 'count_tokens' && { tag: 'count' }),
    asked: shownLine(open.asked.model),
    minor: open.kind === 'count_tokens',
  }
  if (!end) return { ...head, ...openPart(head, underWay) }
  return { ...head, ...endPart(head, end, answer) }
}

type Head = Pick<Row, 'asked' | 'startedAt'>
type Rest = Omit<Row, keyof Head | 'session' | 'agent' | 'minor' | 'tag' | 'agentId'>

const openPart = ({ asked, startedAt }: Head, { until, isAlive }: UnderWay): Rest => ({
  state: 'open',
  model: asked,
  total: Math.max(0, until - startedAt),
  attempts: 0,
  failures: [],
  warnings: [],
  tools: [],
  text: isAlive ? 'under way' : 'cut off: the program ended before the answer did',
})

function endPart({ asked }: Head, end: ExchangeLine, answer: Message | undefined): Rest {
  const { outcome, timing, choice, attempts, usage, cost, error, stopReason } = end
  return {
    state: outcome,
    model: choice ? shownLine(choice.model) : asked,
    total: timing.total ?? 0,
    ...(timing.firstEvent !== undefined && { first: timing.firstEvent }),
    ...(usage && { tokens: tokensOf(usage) }),
    ...(cost !== undefined && { cost: cost === 'plan' ? cost : cost.dollars }),
    attempts: attempts.length,
    failures: attempts
      .filter(tried => tried.error !== undefined)
      .map(({ status = 0 }) => failureText(status)),
    ...(choice?.reason.startsWith(switched) && { instead: shownLine(choice.reason.slice(switched.length)) }),
    warnings: end.warnings.map(shownLine),
    ...(stopReason && !ordinary.has(stopReason) && { stop: shownLine(stopReason) }),
    ...(error && { problem: shownLine(`${error.status} ${error.type}: ${error.message}`) }),
    tools: toolsOf(end, answer),
    text: shownLine(textOf(end, answer)),
  }
}

/** As plugin failover begins its reasons. */
const switched = 'failover: '
const ordinary: ReadonlySet<string> = new Set(['end_turn', 'tool_use', 'stop_sequence'])

/** A stream that began well has status 200. */
const failureText = (status: number): string => (status >= 300 ? String(status) : 'broken')

function laneOf({ open: { who, source } }: RecordedExchange): Pick<Row, 'agent' | 'agentId' | 'tag'> {
  if (source !== 'http') return { agent: source }
  const tag = who.class === 'main' || who.class === 'subagent' ? {} : { tag: who.class }
  if (who.agent) {
    return { agent: shownLine(who.agentType ?? 'agent'), agentId: shownLine(who.agent).slice(0, 4), ...tag }
  }
  if (!who.session && who.client) return { agent: shownLine(who.client) }
  return { agent: who.class }
}

/** With their inputs where the answer could be read, else by name. */
export function toolsOf({ tools = [] }: ExchangeLine, answer: Message | undefined): readonly ToolCall[] {
  if (!answer) return tools.map(({ name }) => toolCall(shownLine(name), undefined))
  return contentOf(answer).flatMap(block => {
    if (!isToolUse(block)) return []
    const { name, detail, brief } = toolCall(String(block.name), visible(block.input))
    return [{ name: shownLine(name), detail, brief }]
  })
}

/** Texts of an input, each made visible before it is shortened. */
function visible(input: unknown): unknown {
  if (typeof input === 'string') return shownLine(input)
  if (typeof input !== 'object' || input === null) return input
  if (Array.isArray(input)) return input.map(visible)
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [shownLine(name), visible(value)]))
}

function textOf(end: ExchangeLine, answer: Message | undefined): string {
  if (end.withheld) return '[withheld by a plugin]'
  const block = contentOf(answer).find(({ type }) => type === 'text')
  return block?.type === 'text' ? block.text : ''
}

/** Of count_tokens the answer is a count, which has no content. */
const contentOf = (answer: Message | undefined): Message['content'] =>
  Array.isArray(answer?.content) ? answer.content : []
