/** Learns from a 400 what a host does not take, sends again without it, and remembers that for the model. */
import type { Dialect } from './dialect.ts'
import { type HostFault, overflowMessage } from './errors.ts'
import type { ChatRequest } from './types.ts'

interface Lesson {
  readonly dropped: ReadonlySet<string>
  /** Fields that go with tools. */
  readonly withTools: Readonly<Record<string, string>>
  /** Tokens. */
  readonly maxOutput?: number
  readonly dialect: Partial<Dialect>
}

const nothing: Lesson = { dropped: new Set(), withTools: {}, dialect: {} }

/** Fields whose loss leaves an answer; without the others there would be none. */
const optional = [
  'temperature',
  'top_p',
  'top_k',
  'stop',
  'stream_options',
  'parallel_tool_calls',
  'reasoning_effort',
  'response_format',
  'service_tier',
  'safety_identifier',
  'prompt_cache_key',
  'user',
  'tool_choice',
  'thinking',
  'reasoning',
  'chat_template_kwargs',
  'max_completion_tokens',
  'max_tokens',
]

export class Lessons {
  readonly #byModel = new Map<string, Lesson>()

  dialect(model: string, dialect: Dialect): Dialect {
    return { ...dialect, ...this.#of(model).dialect }
  }

  maxOutput(model: string, known: number | undefined): number | undefined {
    const learnt = this.#of(model).maxOutput
    return learnt === undefined || known === undefined ? (learnt ?? known) : Math.min(learnt, known)
  }

  /** The body without what this model's host has refused, and with what it insists on. */
  apply(model: string, body: ChatRequest): ChatRequest {
    const { dropped, withTools } = this.#of(model)
    const kept = Object.entries(body).filter(([field]) => !dropped.has(field))
    return { ...(Object.fromEntries(kept) as unknown as ChatRequest), ...(body.tools && withTools) }
  }

  /** What to tell the user was lost; undefined where the refusal teaches nothing that could help. */
  learn(model: string, status: number, fault: HostFault, sent: ChatRequest): string | undefined {
    if ((status !== 400 && status !== 422) || overflowMessage(fault)) return undefined
    const lesson = this.#of(model)
    const next = lessonOf(fault.message, sent, lesson)
    if (!next) return undefined
    this.#byModel.set(model, next.lesson)
    return next.said
  }

  #of(model: string): Lesson {
    return this.#byModel.get(model) ?? nothing
  }
}

interface Step {
  readonly lesson: Lesson
  readonly said: string
}

function lessonOf(message: string, sent: ChatRequest, lesson: Lesson): Step | undefined {
  const withDialect = (dialect: Partial<Dialect>, said: string): Step => ({
    lesson: { ...lesson, dialect: { ...lesson.dialect, ...dialect } },
    said,
  })
  const limit = outputLimit(message, sent)
  if (limit !== undefined)
    return {
      lesson: { ...lesson, maxOutput: limit },
      said: `max_tokens: lowered to ${limit}, the model's most`,
    }
  const other = /use '?(max_completion_tokens|max_tokens)'? instead/i.exec(message)?.[1]
  if (other === 'max_completion_tokens' || other === 'max_tokens') {
    return other in sent
      ? undefined
      : withDialect({ maxTokensField: other }, `the limit is called ${other} here`)
  }
  if (/developer/i.test(message) && sent.messages[0]?.role === 'developer') {
    return withDialect(
      { systemRole: 'system', maxTokensField: 'max_tokens' },
      'the role developer is not known here',
    )
  }
  if (
    /supported string values|tool_choice.*(object|string)/i.test(message) &&
    typeof sent.tool_choice === 'object'
  ) {
    return withDialect({ toolChoice: 'words' }, 'tool_choice: only words are taken here')
  }
  if (
    /content.*(null|none|required|string)/i.test(message) &&
    sent.messages.some(({ content }) => content === null)
  ) {
    return withDialect({ nullContent: false }, 'empty content is not taken here')
  }
  // OpenAI's newest reason unless told not to, and then refuse tools; a deployment's name need not say which it is.
  if (/set reasoning_effort to '?none'?/i.test(message) && sent.reasoning_effort !== 'none') {
    return {
      lesson: { ...lesson, withTools: { ...lesson.withTools, reasoning_effort: 'none' } },
      said: 'reasoning_effort: none, since the model refuses tools otherwise',
    }
  }
  const field = refusedField(message, sent)
  if (!field) return undefined
  return {
    lesson: { ...lesson, dropped: new Set([...lesson.dropped, field]) },
    said: `${field}: refused by the host, sent without it`,
  }
}

/** "max_tokens is too large: 128000. This model supports at most 16384 completion tokens." */
function outputLimit(message: string, sent: ChatRequest): number | undefined {
  if (!/max_(completion_)?tokens|maximum.*output|completion tokens/i.test(message)) return undefined
  const asked = sent.max_completion_tokens ?? sent.max_tokens ?? 0
  const numbers = [...message.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))
  return numbers.filter(value => value >= 16 && value < asked).sort((one, other) => other - one)[0]
}

/** The field of ours that the message names as unknown, unsupported or not allowed. */
function refusedField(message: string, sent: ChatRequest): string | undefined {
  if (
    !/unsupported|not supported|unrecognized|unknown|unexpected|extra|not permitted|does not support|invalid/i.test(
      message,
    )
  ) {
    return undefined
  }
  return optional.find(field => field in sent && new RegExp(`(^|[^\\w])${field}([^\\w]|$)`).test(message))
}
