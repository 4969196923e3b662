/**
 * What single models behind Converse refuse. Sources: [docs] the model pages of AWS and of Anthropic; [seen] refusals that
 * people quote. Written from the ids, apart from the program's own table.
 */
import type { AwsFault } from './bedrock-answers.ts'
import { type Body, firstOf, type Rule } from './bedrock-message-rules.ts'

const invalid = (message: string): AwsFault => ({ status: 400, name: 'ValidationException', message })

/** Major and minor of a Claude, 0 for every other model. */
function claude(model: string): number {
  const [, oldMajor, oldMinor = '0'] = /claude-(3)(?:-([57]))?-(?:sonnet|haiku|opus)/.exec(model) ?? []
  const [, major = oldMajor ?? '0', minor = oldMinor] =
    /claude-(?:sonnet|opus|haiku|fable)-(\d)(?:-(\d)(?!\d))?/.exec(model) ?? []
  return Number(`${major}.${minor}`)
}

/** [seen] Names of Anthropic's own API are none of Bedrock's, and newer Claudes want a profile. */
export function modelFault(model: string, operation: string): AwsFault | undefined {
  if (model.startsWith('arn:')) return undefined
  if (!/^[a-z-]+\.[a-z0-9-]+/.test(model) || model.includes('[')) {
    return invalid('The provided model identifier is invalid.')
  }
  const isBare = model.startsWith('anthropic.')
  if (operation === 'count-tokens') {
    return isBare && claude(model) < 5
      ? undefined
      : invalid("The provided model doesn't support counting tokens.")
  }
  return isBare && claude(model) >= 4
    ? invalid(
        `Invocation of model ID ${model} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      )
    : undefined
}

const known = ['thinking', 'top_k', 'anthropic_beta', 'output_config', 'context_management']

/** [docs] "additionalModelRequestFields"; [seen] "extraneous key [x] is not permitted". */
const additional =
  (model: string): Rule =>
  ({ additionalModelRequestFields: fields = {} }) => {
    const version = claude(model)
    const allowed = version
      ? known
      : /nova-2/.test(model)
        ? ['reasoningConfig', 'inferenceConfig']
        : /nova/.test(model)
          ? ['inferenceConfig']
          : /mistral/.test(model)
            ? ['top_k']
            : /openai/.test(model)
              ? ['reasoning_effort']
              : []
    const foreign = Object.keys(fields).find(name => !allowed.includes(name))
    if (foreign) return `Malformed input request: #: extraneous key [${foreign}] is not permitted`
    const betas = (fields.anthropic_beta ?? []) as readonly string[]
    if (betas.some(beta => !betaFits(beta, version))) return 'invalid beta flag'
    return 'context_management' in fields && !betas.includes('context-management-2025-06-27')
      ? 'context_management: Extra inputs are not permitted'
      : undefined
  }

/** [seen] Opus 4.7 and later know one; the others what AWS's page lists. */
function betaFits(beta: string, version: number): boolean {
  if (beta.startsWith('computer-use-')) return true
  if (version >= 4.7) return beta === 'interleaved-thinking-2025-05-14'
  return [
    'interleaved-thinking-2025-05-14',
    'context-1m-2025-08-07',
    'output-128k-2025-02-19',
    'token-efficient-tools-2025-02-19',
    'dev-full-thinking-2025-05-14',
    'context-management-2025-06-27',
    'effort-2025-11-24',
  ].includes(beta)
}

/** [docs] "Extended thinking", "Adaptive thinking". */
const thinking =
  (model: string): Rule =>
  ({ additionalModelRequestFields: fields = {}, inferenceConfig: inference = {}, messages }) => {
    const { type, budget_tokens: budget = 0 } = (fields.thinking ?? {}) as {
      readonly type?: string
      readonly budget_tokens?: number
    }
    const version = claude(model)
    if (type === undefined || type === 'disabled') return undefined
    if (type === 'adaptive' && version < 4.6) return 'adaptive thinking is not supported on this model'
    if (type === 'enabled' && version >= 4.7)
      return '"thinking.type.enabled" is not supported for this model.'
    if (!['adaptive', 'enabled'].includes(type)) return `thinking: Input tag '${type}' found`
    if (type === 'enabled' && budget < 1_024) return 'thinking.enabled.budget_tokens: at least 1024'
    if (type === 'enabled' && budget >= (inference.maxTokens ?? 0)) {
      return '`max_tokens` must be greater than `thinking.budget_tokens`.'
    }
    if (inference.temperature !== undefined || inference.topP !== undefined || 'top_k' in fields) {
      return '`temperature` may only be set to 1 when thinking is enabled.'
    }
    const [turn, last] = messages.slice(-2)
    const isLoop = last?.content.some(block => block.toolResult) ?? false
    return type === 'enabled' && isLoop && !turn?.content[0]?.reasoningContent
      ? 'Expected `thinking` or `redacted_thinking`, but found `tool_use`.'
      : undefined
  }

/** [docs] Anthropic's page on what is new in each model. */
const sampling =
  (model: string): Rule =>
  ({ inferenceConfig: { temperature, topP } = {} }) => {
    const version = claude(model)
    if (version >= 4.7 && (temperature !== undefined || topP !== undefined)) {
      return '`temperature` is deprecated for this model.'
    }
    return version >= 4.5 && temperature !== undefined && topP !== undefined
      ? 'The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model.'
      : undefined
  }

/** [docs] "maxTokens" of each model. */
const limits =
  (model: string): Rule =>
  ({ inferenceConfig: { maxTokens = 0 } = {} }) => {
    const limit = /haiku-4-5|sonnet-4-[56]|opus-4-5/.test(model)
      ? 64_000
      : /nova-(pro|lite)/.test(model)
        ? 10_000
        : 128_000
    return maxTokens > limit
      ? `The maximum tokens you requested exceeds the model limit of ${limit}. Try again with a maximum tokens value that is lower than ${limit}.`
      : undefined
  }

/** [docs] "ToolResultBlock": status only for Nova and Claude; "ToolChoice": any and tool only for these and Mistral. */
const others =
  (model: string): Rule =>
  ({ messages, toolConfig, outputConfig }) => {
    if (claude(model)) return undefined
    const isNova = /nova/.test(model)
    const blocks = messages.flatMap(({ content }) => content)
    if (!isNova && blocks.some(block => block.toolResult?.status)) {
      return "This model doesn't support the status field. Remove status and try again."
    }
    const isForced = toolConfig?.toolChoice && !('auto' in toolConfig.toolChoice)
    if (isForced && !isNova && !/mistral/.test(model)) {
      return "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again."
    }
    if (
      /mistral/.test(model) &&
      blocks.some(block => !/^\w{9}$/.test(block.toolUse?.toolUseId ?? 'a'.repeat(9)))
    ) {
      return 'Tool call id was invalid, must be a-z, A-Z, 0-9, with a length of 9.'
    }
    if (blocks.some(block => block.reasoningContent))
      return "This model doesn't support the reasoningContent field."
    return outputConfig ? "This model doesn't support the outputConfig field." : undefined
  }

const mayCache = (model: string): boolean => claude(model) >= 3.7 || /3-5-haiku|nova|^arn:/.test(model)

/** [seen] A 403, where others are a 400. */
function caching(model: string, body: Body): AwsFault | undefined {
  if (!JSON.stringify(body).includes('"cachePoint"') || mayCache(model)) return undefined
  const message =
    'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.'
  return { status: 403, name: 'AccessDeniedException', message }
}

/** The first rule of a model that a body breaks. */
export function bodyFault(model: string, body: Body): AwsFault | undefined {
  const isOpaque = model.startsWith('arn:') && !model.includes('claude')
  const rules = firstOf(additional(model), thinking(model), sampling(model), limits(model), others(model))
  const message = isOpaque ? undefined : rules(body)
  return caching(model, body) ?? (message === undefined ? undefined : invalid(message))
}
