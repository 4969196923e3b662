/** What a model behind Converse takes and does not take, told from its id. Unknown ones get only what every model takes. */
import { claudeModel, foundationOf } from './models.ts'

export interface Traits {
  readonly family: 'claude' | 'nova' | 'mistral' | 'cohere' | 'gpt-oss' | 'other'
  /** Of Claude, such as 4.5; undefined where an ARN does not tell it, and then the newest is assumed. */
  readonly version?: number
  /** Where cache points may stand. Nova takes none behind tools and results of tools. */
  readonly cachePoints: 'everywhere' | 'text' | 'none'
  /** True where a cache point may last an hour. */
  readonly longCache: boolean
  /** How thinking is asked for: left to the model, by a budget of tokens, in the way of Nova or of gpt-oss. */
  readonly thinking: 'adaptive' | 'budget' | 'nova' | 'effort' | 'none'
  /** Effort as a field of Converse, or in the way of Opus 4.5 with a beta. */
  readonly effort: 'field' | 'beta' | 'none'
  /** The strongest effort that is taken, of `low`, `medium`, `high`, `xhigh`, `max`. */
  readonly strongest: 'high' | 'max'
  /** `temperature` and `top_p`: both, only one of them, or none but their defaults. */
  readonly sampling: 'both' | 'one' | 'none'
  readonly topK: 'top_k' | 'k' | 'nova' | 'none'
  /** True where an answer can be held to a schema. */
  readonly textFormat: boolean
  /** True where the result of a tool may say that it failed. */
  readonly resultStatus: boolean
  /** True where the model can be made to call a tool. */
  readonly forcedTools: boolean
  /** Mistral: nine letters and digits. */
  readonly callIds: 'bedrock' | 'nine'
  /** True where signed thinking goes back to the model. */
  readonly reasoningBack: boolean
  /** False where a stream may carry no tools: the answer is then asked for whole. */
  readonly toolsInStreams: boolean
  /** Beta headers that may travel. */
  readonly betas: RegExp
  /** Tokens; the most that may be asked for. */
  readonly maxOutput?: number
}

const noBetas = /^$/

const plain: Traits = {
  family: 'other',
  cachePoints: 'none',
  longCache: false,
  thinking: 'none',
  effort: 'none',
  strongest: 'high',
  sampling: 'both',
  topK: 'none',
  textFormat: false,
  resultStatus: false,
  forcedTools: false,
  callIds: 'bedrock',
  reasoningBack: false,
  toolsInStreams: true,
  betas: noBetas,
}

/** Sources: the model pages of AWS's user guide, and refusals that people quote, 2026-11. The first line that fits counts. */
const others: readonly (readonly [RegExp, Partial<Traits>])[] = [
  [
    /^amazon\.nova-2/,
    { family: 'nova', cachePoints: 'text', thinking: 'nova', topK: 'nova', maxOutput: 65_536 },
  ],
  [/^amazon\.nova/, { family: 'nova', cachePoints: 'text', topK: 'nova', maxOutput: 10_000 }],
  [/^mistral\./, { family: 'mistral', topK: 'top_k', callIds: 'nine', forcedTools: true }],
  [/^cohere\./, { family: 'cohere', topK: 'k' }],
  [/^openai\./, { family: 'gpt-oss', thinking: 'effort' }],
]

/** `base` names the model where `id` is an ARN that does not. */
export function traitsOf(id: string, base = id): Traits {
  const foundation = foundationOf(id) ?? (/claude|\./.test(base) ? foundationOf(base) : undefined)
  if (foundation === undefined || /claude/.test(foundation)) return claudeTraits(foundation ?? '')
  const [, own] = others.find(([pattern]) => pattern.test(foundation)) ?? []
  const nova = own?.family === 'nova'
  return { ...plain, ...(nova && { resultStatus: true, forcedTools: true }), ...own }
}

/** `claude-sonnet-4-5-2025...` -> 4.5, `claude-3-7-sonnet` -> 3.7. */
function versionOf(name: string): number | undefined {
  const old = /claude-(\d)(?:-(\d))?-(?:opus|sonnet|haiku)/.exec(name)
  const [, major, minor = '0'] = old ?? /claude-[a-z]+-(\d+)(?:-(\d)(?!\d))?/.exec(name) ?? []
  return major === undefined ? undefined : Number(`${major}.${minor}`)
}

function claudeTraits(foundation: string): Traits {
  const known = versionOf(foundation)
  const version = known ?? Number.POSITIVE_INFINITY
  const isOpus45 = version === 4.5 && foundation.includes('opus')
  const maxOutput = claudeModel(foundation)?.maxOutput
  return {
    ...plain,
    family: 'claude',
    ...(known !== undefined && { version: known }),
    cachePoints: version >= 3.7 || foundation.includes('3-5-haiku') ? 'everywhere' : 'none',
    longCache: version >= 4.5,
    thinking: version >= 4.6 ? 'adaptive' : version >= 3.7 ? 'budget' : 'none',
    effort: version >= 4.6 ? 'field' : isOpus45 ? 'beta' : 'none',
    strongest: version >= 4.7 ? 'max' : 'high',
    sampling: known === undefined || version < 4.5 ? 'both' : version <= 4.6 ? 'one' : 'none',
    topK: version <= 4.6 || known === undefined ? 'top_k' : 'none',
    textFormat: version >= 4.5,
    resultStatus: true,
    forcedTools: true,
    reasoningBack: version >= 3.7,
    betas: betasOf(foundation, version),
    ...(maxOutput !== undefined && { maxOutput }),
  }
}

/** Bedrock refuses a request for one beta it does not know, and from Opus 4.7 on it knows hardly any. */
function betasOf(foundation: string, version: number): RegExp {
  const names = ['computer-use-\\d{4}-\\d{2}-\\d{2}']
  if (version === 3.7) names.push('output-128k-2025-02-19', 'token-efficient-tools-2025-02-19')
  if (version >= 4 && version < 4.6)
    names.push('interleaved-thinking-2025-05-14', 'dev-full-thinking-2025-05-14')
  if (version >= 4 && version < 4.6 && foundation.includes('sonnet')) names.push('context-1m-2025-08-07')
  if (version >= 4.5 && version < 4.7) names.push('context-management-2025-06-27')
  return new RegExp(`^(${names.join('|')})$`)
}
