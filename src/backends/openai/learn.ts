/** Learns from a 400 what a host does not take, sends again without it, and remembers that for the model. */
import { type HostWords, overflowMessage } from '../shared/overflow.ts'
import { limitIn, placeOf, refusedField } from '../shared/refusals.ts'
import type { Dialect } from './dialect.ts'
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
  'stream_options',
  'parallel_tool_calls',
  'reasoning_effort',
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

/** Of these the ones that a client asked for; the others are ours, and nobody misses them. */
const wishes = [
  'temperature',
  'top_p',
  'top_k',
  'parallel_tool_calls',
  'reasoning_effort',
  'response_format',
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

  /** The body without what this model's host has refused, and with what it insists on; `warn` hears of lost wishes. */
  apply(model: string, body: ChatRequest, warn: (text: string) => void): ChatRequest {
    const { dropped, withTools } = this.#of(model)
    for (const wish of wishes) if (dropped.has(wish) && wish in body) warn(`${wish}: refused by the host`)
    const kept = Object.entries(body).filter(([field]) => !dropped.has(field))
    return { ...(Object.fromEntries(kept) as unknown as ChatRequest), ...(body.tools && withTools) }
  }

  /** What to tell the user was lost; undefined where the refusal teaches nothing that could help. */
  learn(model: string, status: number, fault: HostWords, sent: ChatRequest): string | undefined {
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

type Teacher = (message: string, sent: ChatRequest, lesson: Lesson) => Step | undefined

const withDialect = (lesson: Lesson, dialect: Partial<Dialect>, said: string): Step => ({
  lesson: { ...lesson, dialect: { ...lesson.dialect, ...dialect } },
  said,
})

/** Before the others: the name of a model in it may hold numbers. */
const renamedLimit: Teacher = (message, sent, lesson) => {
  const name = /use '?(max_completion_tokens|max_tokens)'? instead/i.exec(message)?.[1]
  if ((name !== 'max_completion_tokens' && name !== 'max_tokens') || name in sent) return undefined
  return withDialect(lesson, { maxTokensField: name }, `the limit is called ${name} here`)
}

/** "max_tokens is too large: 128000. This model supports at most 16384 completion tokens." */
const lowerLimit: Teacher = (message, sent, lesson) => {
  if (!/max_(completion_)?tokens|maximum.*output|completion tokens/i.test(message)) return undefined
  const limit = limitIn(message, sent.max_completion_tokens ?? sent.max_tokens ?? 0)
  if (limit === undefined) return undefined
  return {
    lesson: { ...lesson, maxOutput: limit },
    said: `max_tokens: lowered to ${limit}, the model's most`,
  }
}

const systemRole: Teacher = (message, sent, lesson) =>
  /developer/i.test(message) && sent.messages[0]?.role === 'developer'
    ? withDialect(lesson, { systemRole: 'system' }, 'the role developer is not known here')
    : undefined

const choiceByWord: Teacher = (message, sent, lesson) =>
  /supported string values|tool_choice.*(object|string)/i.test(message) &&
  typeof sent.tool_choice === 'object'
    ? withDialect(lesson, { toolChoice: 'words' }, 'tool_choice: only words are taken here')
    : undefined

const emptyContent: Teacher = (message, sent, lesson) =>
  /content.*(null|none|required|string)/i.test(message) &&
  sent.messages.some(({ content }) => content === null)
    ? withDialect(lesson, { nullContent: false }, 'empty content is not taken here')
    : undefined

// OpenAI's newest reason unless told not to, and then refuse tools; a deployment's name need not say which it is.
const noReasoning: Teacher = (message, sent, lesson) => {
  if (!/set reasoning_effort to '?none'?/i.test(message) || sent.reasoning_effort === 'none') return undefined
  return {
    lesson: { ...lesson, withTools: { ...lesson.withTools, reasoning_effort: 'none' } },
    said: 'reasoning_effort: none, since the model refuses tools otherwise',
  }
}

/** What is dropped otherwise has to be done here. */
const ownStops: Teacher = (message, sent, lesson) =>
  sent.stop !== undefined && placeOf('stop', message) !== undefined
    ? withDialect(lesson, { maxStops: 0 }, 'stop: refused by the host, enforced here')
    : undefined

const looserFormat: Teacher = (message, { response_format: format }, lesson) => {
  if (format === undefined || !/response_format|json_schema|json_object/.test(message)) return undefined
  const isSchema = (format as { readonly type?: unknown }).type === 'json_schema'
  const responseFormat = isSchema ? 'json_object' : 'none'
  return withDialect(
    lesson,
    { responseFormat },
    `response_format: refused by the host, now ${responseFormat}`,
  )
}

/** Who knows one name of the limit, and not the other, need not say so. */
const otherLimit: Teacher = (message, sent, lesson) => {
  const names = ['max_completion_tokens', 'max_tokens'] as const
  const refused = refusedField(
    message,
    names.filter(name => name in sent),
  )
  const other = names.find(name => name !== refused)
  if (!refused || !other || lesson.dialect.maxTokensField === refused) return undefined
  return withDialect(lesson, { maxTokensField: other }, `${refused}: refused by the host, now ${other}`)
}

const droppedField: Teacher = (message, sent, lesson) => {
  const field = refusedField(
    message,
    optional.filter(name => name in sent),
  )
  if (!field) return undefined
  return {
    lesson: { ...lesson, dropped: new Set([...lesson.dropped, field]) },
    said: `${field}: refused by the host, sent without it`,
  }
}

const teachers: readonly Teacher[] = [
  renamedLimit,
  lowerLimit,
  systemRole,
  choiceByWord,
  emptyContent,
  noReasoning,
  ownStops,
  looserFormat,
  otherLimit,
  droppedField,
]

function lessonOf(message: string, sent: ChatRequest, lesson: Lesson): Step | undefined {
  for (const teach of teachers) {
    const step = teach(message, sent, lesson)
    if (step) return step
  }
  return undefined
}
