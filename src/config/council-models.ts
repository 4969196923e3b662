/** Who sells a model that is named without its provider, the full names of short ones, and their families. */
import { claudeNamed, resolveModel } from '../backends/bedrock/models.ts'

/** The first line that fits names who can be meant: one is meant, of several the user says which. */
const sellers: readonly (readonly [name: RegExp, providers: readonly string[]])[] = [
  [/^arn:/, ['bedrock']],
  [/^(us|eu|jp|au|apac|us-gov|global)\.[a-z]/, ['bedrock']],
  [/^(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai|writer)\.[a-z]/, ['bedrock']],
  [/\//, ['openrouter']],
  // Ollama's names have tags, and those of the vendors have none.
  [/:/, ['ollama']],
  [/^gpt-oss/, ['ollama', 'groq', 'openrouter']],
  [/^(gpt-|chatgpt-|o[134](-|$))/, ['openai']],
  [/^gemini-/, ['gemini']],
  [/^(claude-|(sonnet|opus|haiku|fable)$)/, ['anthropic']],
  [/^grok-/, ['xai']],
  [/^deepseek-(chat|reasoner|v\d)/, ['deepseek']],
  [/^deepseek-/, ['deepseek', 'ollama', 'openrouter']],
  [/^mistral-(large|medium|small|tiny|saba)/, ['mistral']],
  [/^(mistral-|magistral-|codestral-|devstral-|ministral-)/, ['mistral']],
  [/^kimi-/, ['moonshot']],
  [/^glm-/, ['zai']],
]

/** Nearly everybody has the open models. */
const anybody = ['ollama', 'lmstudio', 'groq', 'openrouter']

/** Of a name without provider. */
export const sellersOf = (model: string): readonly string[] =>
  sellers.find(([name]) => name.test(model.toLowerCase()))?.[1] ?? anybody

/** `claude-sonnet-4.5` as the ids have it. */
const plain = (model: string): string => model.replace(/^(claude-[a-z0-9-]*\d)\.(\d)/i, '$1-$2')

/** The id that Bedrock has in a region for a name such as `claude-sonnet-4`; any other as it is. */
export const onBedrock = (model: string, region: string): string => resolveModel(plain(model), region)

/** The id that Anthropic's own API has for a name such as `claude-sonnet-4`; any other as it is. */
export function onAnthropic(model: string): string {
  const wanted = plain(model)
  if (/-(\d{8}|latest)$/.test(wanted)) return wanted
  const known = claudeNamed(wanted)
  return known ? known.id.replace(/^anthropic\./, '').replace(/-v\d+(:\d+)?$/, '') : wanted
}

const families: readonly (readonly [name: RegExp, family: string])[] = [
  [/claude|^(sonnet|opus|haiku|fable)$/, 'anthropic claude'],
  [/gpt-oss/, 'openai gpt-oss'],
  [/gpt-|^o[134](-|$)/, 'openai gpt'],
  [/gemini/, 'google gemini'],
  [/gemma/, 'google gemma'],
  [/deepseek/, 'deepseek'],
  [/qwen|qwq/, 'alibaba qwen'],
  [/llama/, 'meta llama'],
  [/(mi[sx]tral|magistral|codestral|devstral)/, 'mistral'],
  [/grok/, 'xai grok'],
  [/\bnova\b/, 'amazon nova'],
  [/kimi/, 'moonshot kimi'],
  [/\bglm/, 'zai glm'],
  [/\bphi-?\d/, 'microsoft phi'],
]

/** Vendor and line, whoever sells it. Simulated models have nothing in common. */
export function familyOf(backend: string, model: string): string {
  const name = model.toLowerCase()
  if (backend === 'sim') return `sim ${name}`
  const known = families.find(([pattern]) => pattern.test(name))
  return known ? known[1] : `${backend} ${/^[a-z]+/.exec(name)?.[0] ?? name}`
}
