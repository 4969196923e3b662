/** What OpenAI's models refuse in the Responses API, by their names. [docs] the platform's pages; [seen] refusals that people quote. */
import { type Fields, firstOf, isFields, type Rule, refused } from './openai-refusal.ts'

interface ModelFacts {
  readonly model: RegExp
  /** Efforts that are taken; none: the model does not reason. */
  readonly efforts: readonly string[]
  /** Most tokens of output [docs]. */
  readonly mostOutput?: number
}

const facts: readonly ModelFacts[] = [
  { model: /^(gpt-4|chatgpt-|gpt-5.*-chat)/, efforts: [] },
  { model: /^(o\d|codex-)/, efforts: ['low', 'medium', 'high'], mostOutput: 100_000 },
  // [docs] Not OpenAI's to serve; who serves it has an API of this form.
  { model: /^gpt-oss/, efforts: ['low', 'medium', 'high'] },
  { model: /^gpt-5-pro/, efforts: ['high'], mostOutput: 272_000 },
  { model: /^gpt-5\.\d-pro/, efforts: ['medium', 'high', 'xhigh'], mostOutput: 128_000 },
  { model: /^gpt-5(\.1)?-codex(?!-max)/, efforts: ['low', 'medium', 'high'], mostOutput: 128_000 },
  { model: /^gpt-5\.\d-codex/, efforts: ['low', 'medium', 'high', 'xhigh'], mostOutput: 128_000 },
  {
    model: /^gpt-[6-9]/,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
    mostOutput: 128_000,
  },
  { model: /^gpt-5\.[2-9]/, efforts: ['none', 'low', 'medium', 'high', 'xhigh'], mostOutput: 128_000 },
  { model: /^gpt-5\.1/, efforts: ['none', 'low', 'medium', 'high'], mostOutput: 128_000 },
  { model: /^gpt-5/, efforts: ['minimal', 'low', 'medium', 'high'], mostOutput: 128_000 },
]

type ModelRule = (facts: ModelFacts) => Rule

const limits: ModelRule =
  ({ mostOutput }) =>
  ({ max_output_tokens: asked }) => {
    if (asked === undefined) return undefined
    if (!Number.isInteger(asked) || Number(asked) < 16) {
      return refused(
        `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got ${asked} instead.`,
        'max_output_tokens',
        'integer_below_min_value',
      )
    }
    return mostOutput !== undefined && Number(asked) > mostOutput
      ? refused(
          `max_output_tokens is too large: ${asked}. This model supports at most ${mostOutput} output tokens.`,
          'max_output_tokens',
        )
      : undefined
  }

const sampling: ModelRule =
  ({ efforts }) =>
  body => {
    const field = efforts.length > 0 && ['temperature', 'top_p'].find(name => body[name] !== undefined)
    return field
      ? refused(
          `Unsupported parameter: '${field}' is not supported with this model.`,
          field,
          'unsupported_parameter',
        )
      : undefined
  }

const effort: ModelRule =
  ({ efforts }) =>
  ({ reasoning, include, input, model }) => {
    if (efforts.length === 0) {
      if (isFields(reasoning))
        return refused(
          "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
          'reasoning.effort',
          'unsupported_parameter',
        )
      const isTold = (input as Fields[]).some(({ type }) => type === 'reasoning')
      return Array.isArray(include) || isTold
        ? refused('Encrypted content is not supported with this model.', 'include')
        : undefined
    }
    const wanted = isFields(reasoning) ? reasoning.effort : undefined
    return wanted === undefined || efforts.includes(String(wanted))
      ? undefined
      : refused(
          `Unsupported value: '${wanted}' is not supported with the '${model}' model. Supported values are: ${efforts.map(name => `'${name}'`).join(', ')}.`,
          'reasoning.effort',
          'unsupported_value',
        )
  }

export const responsesModelRules: Rule = body => {
  const name = String(body.model)
  const known = facts.find(candidate => candidate.model.test(name))
  return known
    ? firstOf(limits(known), sampling(known), effort(known))(body)
    : {
        status: 400,
        message: `The requested model '${name}' does not exist.`,
        param: 'model',
        code: 'model_not_found',
      }
}
