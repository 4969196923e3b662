/**
 * Hosts of the same API that refuse other things than OpenAI does, in other words. [docs] the host's own pages; [seen]
 * refusals that people quote.
 */
import { type ChatFault, chatError, chatJson } from './openai-answers.ts'
import { type Fields, isFields, type Rule, refused } from './openai-refusal.ts'
import type { ScriptedAnswer } from './scripted-server.ts'

export interface Host {
  readonly key: 'bearer' | 'api-key' | 'none'
  /** Fields beyond OpenAI's that are known here: of the body, of messages, and of parts and tools. */
  readonly fields: readonly string[]
  readonly messageFields: readonly string[]
  readonly partFields: readonly string[]
  readonly rule: Rule
  /** Schemas are judged by `rule`, and not by OpenAI's own rules. */
  readonly ownSchemas?: true
  readonly refusal: (fault: ChatFault) => ScriptedAnswer
}

const openAi: Host = {
  key: 'bearer',
  fields: [],
  messageFields: [],
  partFields: [],
  rule: () => undefined,
  refusal: fault => chatError(fault),
}

/** [docs] Names of Google's schema type; every other keyword is a 400 that lists its path [seen]. */
const googleKeywords =
  'type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength pattern anyOf propertyOrdering items minimum maximum'.split(
    ' ',
  )
/** [docs] "OpenAI compatibility": what is described there. Everything else is "Unknown name" [seen]. */
const geminiFields =
  'model messages max_tokens max_completion_tokens temperature top_p n stop stream stream_options tools tool_choice reasoning_effort response_format extra_body user modalities audio frequency_penalty presence_penalty seed'.split(
    ' ',
  )

const gemini: Rule = body => {
  const unknown = Object.keys(body).find(field => !geminiFields.includes(field))
  if (unknown) return refused(`Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`)
  const messages = (body.messages as Fields[]).filter(({ role }) => role !== 'system' && role !== 'developer')
  if (messages[0]?.role === 'assistant') {
    return refused(
      'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
    )
  }
  if (messages.some(({ role, content }) => role === 'tool' && content === '')) {
    return refused('Unable to submit request because it must have a text parameter.')
  }
  return geminiSignatures(messages, String(body.model)) ?? geminiTools(body)
}

/** [docs] "Thought signatures": from the last user turn on, the first call of each message must carry its own. */
function geminiSignatures(messages: readonly Fields[], model: string) {
  if (!/gemini-[3-9]/.test(model)) return undefined
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1)
  for (const { tool_calls: calls } of turn) {
    const [first] = Array.isArray(calls) ? (calls as Fields[]) : []
    if (first && !JSON.stringify(first.extra_content ?? '').includes('thought_signature')) {
      return refused('Function call is missing a thought_signature in functionCall parts.')
    }
  }
  return undefined
}

function geminiTools({ tools }: Fields) {
  for (const tool of (tools ?? []) as Fields[]) {
    const { name, parameters } = tool.function as Fields
    if (!/^[a-zA-Z_]/.test(String(name))) {
      return refused(`Invalid function name. Must start with a letter or an underscore: ${name}`)
    }
    const fault = parameters === undefined ? undefined : googleFault(parameters as Fields, 'parameters')
    if (fault) return refused(fault)
  }
  return undefined
}

function googleFault(schema: Fields, path: string): string | undefined {
  const unknown = Object.keys(schema).find(keyword => !googleKeywords.includes(keyword))
  if (unknown)
    return `Invalid JSON payload received. Unknown name "${unknown}" at '${path}': Cannot find field.`
  if (Array.isArray(schema.type)) return `Proto field is not repeating, cannot start list at '${path}.type'.`
  const { enum: values, type, format, required } = schema
  if (Array.isArray(values) && (type !== 'string' || values.some(value => typeof value !== 'string'))) {
    return `${path}.enum: only allowed for STRING type`
  }
  if (type === 'string' && format !== undefined && !['enum', 'date-time'].includes(String(format))) {
    return `${path}.format: only 'enum' and 'date-time' are supported for STRING type`
  }
  const properties = isFields(schema.properties) ? schema.properties : {}
  if (
    type === 'object' &&
    path !== 'parameters' &&
    schema.properties &&
    Object.keys(properties).length === 0
  ) {
    return `${path}.properties: should be non-empty for OBJECT type`
  }
  const stray = Array.isArray(required) && required.find(name => !(String(name) in properties))
  if (stray) return `${path}.required: property is not defined: ${stray}`
  const inner: [string, unknown][] = [
    ...Object.entries(properties).map(([name, value]): [string, unknown] => [
      `${path}.properties[${name}]`,
      value,
    ]),
    [`${path}.items`, schema.items],
    ...((schema.anyOf ?? []) as unknown[]).map((value, index): [string, unknown] => [
      `${path}.any_of[${index}]`,
      value,
    ]),
  ]
  for (const [place, value] of inner) {
    const fault = isFields(value) ? googleFault(value, place) : undefined
    if (fault) return fault
  }
  return type === 'array' && !isFields(schema.items) ? `${path}.items: missing field.` : undefined
}

/** [docs] "Chat completion": these and no others; 422 for the rest [seen]. */
const mistralFields =
  'model messages temperature top_p max_tokens stream stop random_seed response_format tools tool_choice presence_penalty frequency_penalty n prediction parallel_tool_calls prompt_mode safe_prompt'.split(
    ' ',
  )

const mistral: Rule = body => {
  const extra = Object.keys(body).find(field => !mistralFields.includes(field))
  if (extra) return { status: 422, message: 'Extra inputs are not permitted', param: extra }
  const messages = body.messages as Fields[]
  for (const [index, message] of messages.entries()) {
    const before = messages[index - 1]?.role
    // [seen] Their templates know no such order.
    if (message.role === 'user' && before === 'tool')
      return refused("Unexpected role 'user' after role 'tool'")
    if (message.role === 'assistant' && message.prefix === true && index < messages.length - 1) {
      return refused('Prefix is only allowed in the last message')
    }
    const ids = [
      message.tool_call_id,
      ...((message.tool_calls ?? []) as Fields[]).map(({ id }) => id),
    ].filter(id => id !== undefined)
    const wrong = ids.find(id => !/^[a-zA-Z0-9]{9}$/.test(String(id)))
    if (wrong !== undefined) {
      return refused(`Tool call id was ${wrong} but must be a-z, A-Z, 0-9, with a length of 9.`)
    }
  }
  const last = messages.at(-1)
  return last?.role === 'assistant' && last.prefix !== true
    ? refused('Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant')
    : undefined
}

const mistralRefusal = ({ status, message, param }: ChatFault): ScriptedAnswer =>
  status === 422
    ? chatJson({ detail: [{ type: 'extra_forbidden', loc: ['body', param], msg: message }] }, 422)
    : chatJson({ object: 'error', message, type: 'invalid_request_error', code: '3230' }, status)

/** [seen] The three words only. */
const lmstudio: Rule = ({ tool_choice: choice }) =>
  isFields(choice)
    ? refused("Invalid tool_choice type: 'object'. Supported string values: none, auto, required")
    : undefined

/** [docs] "Thinking mode": reasoning comes back with every turn that called tools, and no choice can be forced. */
const deepseek: Rule = ({ thinking, messages, tool_choice: choice }) => {
  const parts = (messages as Fields[]).flatMap(({ content }) =>
    Array.isArray(content) ? (content as Fields[]) : [],
  )
  if (parts.some(({ type }) => type !== 'text'))
    return refused('unknown variant `image_url`, expected `text`')
  if (isFields(thinking) && thinking.type === 'disabled') return undefined
  const lost = (messages as Fields[]).some(
    message => message.tool_calls !== undefined && typeof message.reasoning_content !== 'string',
  )
  if (lost) return refused('The `reasoning_content` in the thinking mode must be passed back to the API.')
  return choice === undefined || choice === 'auto' || choice === 'none'
    ? undefined
    : refused('Thinking mode does not support this tool_choice')
}

export type HostName =
  | 'openai'
  | 'azure'
  | 'gemini'
  | 'mistral'
  | 'lmstudio'
  | 'ollama'
  | 'deepseek'
  | 'openrouter'
  | 'compatible'

const local = ['top_k', 'chat_template_kwargs', 'continue_final_message', 'add_generation_prompt']

export const hosts: Readonly<Record<HostName, Host>> = {
  openai: openAi,
  azure: { ...openAi, key: 'api-key' },
  gemini: {
    ...openAi,
    fields: ['extra_body'],
    partFields: ['extra_content'],
    rule: gemini,
    ownSchemas: true,
    // [seen] Its errors are lists.
    refusal: ({ status, message }) =>
      chatJson([{ error: { code: status, message, status: 'INVALID_ARGUMENT' } }], status),
  },
  mistral: { ...openAi, messageFields: ['prefix'], rule: mistral, refusal: mistralRefusal },
  lmstudio: {
    ...openAi,
    key: 'none',
    fields: local,
    rule: lmstudio,
    refusal: ({ status, message }) => chatJson({ error: message }, status),
  },
  ollama: { ...openAi, key: 'none', fields: local },
  deepseek: {
    ...openAi,
    fields: ['thinking'],
    messageFields: ['reasoning_content', 'prefix'],
    rule: deepseek,
  },
  openrouter: {
    ...openAi,
    fields: ['reasoning', 'top_k'],
    messageFields: ['reasoning_details'],
    partFields: ['cache_control'],
  },
  // [seen] vLLM's errors have no inner object.
  compatible: {
    ...openAi,
    key: 'none',
    fields: local,
    messageFields: ['reasoning_content', 'prefix', 'partial'],
    refusal: ({ status, message }) =>
      chatJson({ object: 'error', message, type: 'BadRequestError', code: status }, status),
  },
}
