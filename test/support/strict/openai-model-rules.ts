/**
 * What OpenAI's models refuse, by their names. [types] the npm package `openai`; [docs] the platform's pages;
 * [seen] refusals of the API that people quote.
 */
import { isFields, type Rule, refused } from './openai-refusal.ts'

interface ModelFacts {
  readonly model: RegExp
  /** Efforts that are taken; none: the field is unknown. */
  readonly efforts: readonly string[]
  readonly isReasoning: boolean
  /** With tools [seen]: any effort is refused, or everything but `none`, the field's absence included. */
  readonly withTools?: 'no effort' | 'none only'
  /** Most tokens of output [docs]. */
  readonly mostOutput?: number
}

const facts: readonly ModelFacts[] = [
  { model: /^gpt-4o/, efforts: [], isReasoning: false, mostOutput: 16_384 },
  { model: /^gpt-4\.1/, efforts: [], isReasoning: false, mostOutput: 32_768 },
  { model: /^(gpt-[34]|chatgpt-|gpt-5.*-chat)/, efforts: [], isReasoning: false },
  { model: /^o1-(mini|preview)/, efforts: [], isReasoning: true, mostOutput: 65_536 },
  { model: /^o\d/, efforts: ['low', 'medium', 'high'], isReasoning: true, mostOutput: 100_000 },
  {
    model: /^gpt-[6-9]/,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
    isReasoning: true,
    withTools: 'none only',
    mostOutput: 128_000,
  },
  {
    model: /^gpt-5\.6/,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
    isReasoning: true,
    withTools: 'none only',
    mostOutput: 128_000,
  },
  {
    model: /^gpt-5\.[2-5]/,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
    isReasoning: true,
    withTools: 'no effort',
    mostOutput: 128_000,
  },
  { model: /^gpt-5\.1/, efforts: ['none', 'low', 'medium', 'high'], isReasoning: true, mostOutput: 128_000 },
  { model: /^gpt-5/, efforts: ['minimal', 'low', 'medium', 'high'], isReasoning: true, mostOutput: 128_000 },
]

/** [seen] The wordings are the API's own: what learns from them must meet them here. */
export const modelRules: Rule = body => {
  const model = String(body.model)
  const known = facts.find(candidate => candidate.model.test(model))
  if (!known) {
    return {
      status: 404,
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      code: 'model_not_found',
    }
  }
  return limits(body, known) ?? sampling(body, known) ?? effort(body, known) ?? roles(body, known)
}

type ModelRule = (body: Parameters<Rule>[0], facts: ModelFacts) => ReturnType<Rule>

const limits: ModelRule = (body, { isReasoning, mostOutput }) => {
  if (isReasoning && body.max_tokens !== undefined) {
    return unsupported(
      'max_tokens',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    )
  }
  if (body.max_tokens !== undefined && body.max_completion_tokens !== undefined) {
    return refused("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
  }
  const field = body.max_tokens === undefined ? 'max_completion_tokens' : 'max_tokens'
  const asked = body[field]
  if (asked === undefined) return undefined
  if (!Number.isInteger(asked) || Number(asked) < 1) {
    return refused(
      `Invalid '${field}': integer below minimum value. Expected a value >= 1, but got ${asked} instead.`,
      field,
    )
  }
  return mostOutput !== undefined && Number(asked) > mostOutput
    ? refused(
        `${field} is too large: ${asked}. This model supports at most ${mostOutput} completion tokens, whereas you provided ${asked}.`,
        field,
      )
    : undefined
}

const sampling: ModelRule = (body, { isReasoning }) => {
  if (!isReasoning) return undefined
  for (const field of ['temperature', 'top_p']) {
    if (body[field] !== undefined && body[field] !== 1) {
      return unsupported(
        field,
        `Unsupported value: '${field}' does not support ${body[field]} with this model. Only the default (1) value is supported.`,
      )
    }
  }
  // [seen] o1 still takes them.
  return body.stop !== undefined && !/^o1/.test(String(body.model))
    ? unsupported('stop', "Unsupported parameter: 'stop' is not supported with this model.")
    : undefined
}

const effort: ModelRule = (body, { efforts, withTools }) => {
  const wanted = body.reasoning_effort
  const hasTools = Array.isArray(body.tools) && body.tools.length > 0
  if (wanted !== undefined && efforts.length === 0) {
    return refused('Unrecognized request argument supplied: reasoning_effort', 'reasoning_effort')
  }
  if (wanted !== undefined && !efforts.includes(String(wanted))) {
    const values = efforts.map(name => `'${name}'`).join(', ')
    return unsupported(
      'reasoning_effort',
      `Unsupported value: 'reasoning_effort' does not support '${wanted}' with this model. Supported values are: ${values}.`,
    )
  }
  const isRefused = withTools === 'none only' ? wanted !== 'none' : withTools && wanted !== undefined
  return hasTools && isRefused
    ? refused(
        `Function tools with reasoning_effort are not supported for ${body.model} in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.`,
        'reasoning_effort',
      )
    : undefined
}

/** [docs] Reasoning models call it developer; o1-mini and o1-preview take neither. */
const roles: ModelRule = (body, { model }) => {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isFields) : []
  const leading = messages.find(({ role }) => role === 'system' || role === 'developer')
  return leading && model.test('o1-mini')
    ? refused(`Unsupported value: 'messages[0].role' does not support '${leading.role}' with this model.`)
    : undefined
}

const unsupported = (param: string, message: string) => ({
  status: 400,
  message,
  param,
  code: message.startsWith('Unsupported value') ? 'unsupported_value' : 'unsupported_parameter',
})
