/** Learns from a refusal what a host does not take, sends again without it, and remembers that. */
import { type HostWords, overflowMessage } from '../shared/overflow.ts'
import { limitIn, refusedField } from '../shared/refusals.ts'
import type { InputItem, ResponsesRequest } from './types.ts'

export interface Lesson {
  readonly dropped: ReadonlySet<string>
  /** Tokens. */
  readonly maxOutput?: number
  readonly efforts?: readonly string[]
  readonly summaries: boolean
  readonly phases: boolean
}

const nothing: Lesson = { dropped: new Set(), summaries: true, phases: true }

/** Fields whose loss leaves an answer; without the others there would be none. */
const optional = [
  'temperature',
  'top_p',
  'include',
  'reasoning',
  'parallel_tool_calls',
  'service_tier',
  'safety_identifier',
  'prompt_cache_key',
  'tool_choice',
  'max_output_tokens',
] as const

/** Reasoning items that are remembered as unreadable, before the oldest is forgotten. */
const mostUnreadable = 1_000

export class Lessons {
  readonly #byModel = new Map<string, Lesson>()
  /** Ids of reasoning that another organisation's key has encrypted, or that has expired. */
  readonly #unreadable = new Set<string>()

  of(model: string): Lesson {
    return this.#byModel.get(model) ?? nothing
  }

  /** The body without what has been refused. */
  apply(body: ResponsesRequest): ResponsesRequest {
    const { dropped } = this.of(body.model)
    const input =
      this.#unreadable.size > 0 ? body.input.filter(item => !this.#isUnreadable(item)) : body.input
    const kept = Object.entries({ ...body, input }).filter(([field]) => !dropped.has(field))
    return Object.fromEntries(kept) as unknown as ResponsesRequest
  }

  /** What to tell the user was lost; undefined where the refusal teaches nothing that could help. */
  learn(status: number, fault: HostWords, sent: ResponsesRequest): string | undefined {
    if (![400, 404, 422].includes(status) || overflowMessage(fault)) return undefined
    const unreadable = this.#lose(fault, sent)
    if (unreadable !== undefined) return unreadable
    const lesson = this.of(sent.model)
    const change = status === 404 ? undefined : changeFor(fault.message, sent, lesson)
    if (!change) return undefined
    this.#byModel.set(sent.model, { ...lesson, ...change.lesson })
    return change.said
  }

  #isUnreadable(item: InputItem): boolean {
    return item.type === 'reasoning' && this.#unreadable.has(item.id)
  }

  #lose({ code, message }: HostWords, { input }: ResponsesRequest): string | undefined {
    const isMeant =
      code === 'invalid_encrypted_content' ||
      /encrypted content.*could not be|item (with id )?'?rs_.*not found|'reasoning' was provided without/i.test(
        message,
      )
    const ids = input.flatMap(item => (item.type === 'reasoning' ? [item.id] : []))
    if (!isMeant || ids.length === 0) return undefined
    const named = ids.filter(id => message.includes(id))
    for (const id of named.length > 0 ? named : ids) this.#unreadable.add(id)
    while (this.#unreadable.size > mostUnreadable) {
      const [oldest] = this.#unreadable
      if (oldest !== undefined) this.#unreadable.delete(oldest)
    }
    return 'reasoning of earlier turns: the host cannot read it any more, sent without it'
  }
}

interface Change {
  readonly lesson: Partial<Lesson>
  readonly said: string
}

function changeFor(message: string, sent: ResponsesRequest, lesson: Lesson): Change | undefined {
  // OpenAI shows summaries to verified organisations only.
  if (sent.reasoning?.summary && /reasoning\.summary|reasoning summar/i.test(message)) {
    return { lesson: { summaries: false }, said: 'reasoning.summary: the host gives none to this key' }
  }
  if (/\bphase\b/.test(message) && sent.input.some(item => 'phase' in item)) {
    return { lesson: { phases: false }, said: 'phase: refused by the host, sent without it' }
  }
  const isLimit = /max_output_tokens|completion tokens|output tokens/i.test(message)
  const limit = isLimit ? limitIn(message, sent.max_output_tokens ?? 0) : undefined
  if (limit !== undefined) {
    return { lesson: { maxOutput: limit }, said: `max_output_tokens: lowered to ${limit}, the model's most` }
  }
  const efforts = effortsIn(message)
  if (sent.reasoning?.effort && efforts.length > 0 && !efforts.includes(sent.reasoning.effort)) {
    return { lesson: { efforts }, said: `reasoning.effort: this model takes ${efforts.join(', ')}` }
  }
  const field = fieldIn(message, sent)
  if (!field || lesson.dropped.has(field)) return undefined
  const dropped = new Set([...lesson.dropped, field])
  return { lesson: { dropped }, said: `${field}: refused by the host, sent without it` }
}

function fieldIn(message: string, sent: ResponsesRequest): string | undefined {
  if (/encrypted content is not supported/i.test(message)) return 'include'
  if (/reasoning\.effort|reasoning is not supported/i.test(message)) return 'reasoning'
  return refusedField(
    message,
    optional.filter(name => name in sent),
  )
}

/** "Unsupported value: 'minimal' is not supported with the 'x' model. Supported values are: 'low' and 'high'." */
function effortsIn(message: string): readonly string[] {
  const list = /supported values are:(.*)/i.exec(message)?.[1] ?? ''
  return [...list.matchAll(/'(none|minimal|low|medium|high|xhigh|max)'/g)].map(([, level]) => level ?? '')
}
