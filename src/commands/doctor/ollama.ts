/** Whether Ollama gives a model the context that Claude Code needs, and whether that model can call tools. */
import { type Finding, failure, ok, warning } from './finding.ts'

export interface OllamaFacts {
  readonly model: string
  /** What `POST /api/show` says of the model; undefined where it says nothing. */
  readonly shown?: OllamaModel | undefined
  /** Tokens the model runs with, of `GET /api/ps`; undefined where it is not loaded. */
  readonly loaded?: number | undefined
  /** `OLLAMA_CONTEXT_LENGTH` in this shell: the server may have been started with another. */
  readonly variable?: string | undefined
}

export interface OllamaModel {
  /** Tokens, set by the model's own parameters. */
  readonly parameter?: number
  /** Tokens, the most the model was made for. */
  readonly most?: number
  /** Such as `completion`, `tools`, `thinking`. Older servers do not say. */
  readonly capabilities?: readonly string[]
}

/** Tokens: the system prompt and the tools of Claude Code take some 20,000 before anybody has said a word. */
const needed = 32_768
const wanted = 65_536

/** Nothing where it does not know the model: that is said of the model itself. */
export function checkOllama(facts: OllamaFacts): readonly Finding[] {
  const { model, shown } = facts
  if (!shown) return []
  const abilities = shown.capabilities
  const tools =
    abilities && !abilities.includes('tools')
      ? [
          failure(
            'tools',
            `${model} cannot call tools, and Claude Code does nothing without them`,
            otherModel,
          ),
        ]
      : []
  return [...tools, checkContext(facts)]
}

const otherModel = 'choose a model that can: `ollama show MODEL` lists its capabilities'
const larger =
  'start the server with OLLAMA_CONTEXT_LENGTH=65536, move the slider in the settings of its app, or make a model with ' +
  '`PARAMETER num_ctx 65536`'

function checkContext(facts: OllamaFacts): Finding {
  const { model, shown } = facts
  const { most } = shown ?? {}
  if (most !== undefined && most < needed) {
    return warning(
      'context',
      `${model} was made for ${tokens(most)}, and Claude Code needs ${tokens(needed)}`,
      'choose a model with a larger context',
    )
  }
  if (isRemote(model)) return ok('context', `${model} runs at Ollama itself, with all it was made for`)
  const found = contextOf(facts)
  if (!found) {
    return warning(
      'context',
      `nothing sets it for ${model}: Ollama takes 4,096 tokens on most machines, cuts off what is longer without a word, ` +
        `and Claude Code needs ${tokens(needed)}`,
      larger,
    )
  }
  const text = `${tokens(found.size)} for ${model} (${found.source})`
  if (found.size < needed) {
    return warning(
      'context',
      `${text}, and Claude Code needs ${tokens(needed)}: the rest is cut off without a word`,
      larger,
    )
  }
  return ok('context', found.size < wanted ? `${text}; ${tokens(wanted)} are better` : text)
}

/** Models that only pass through the local server carry it in their tag. */
const isRemote = (model: string): boolean => /[:-]cloud$/.test(model)

/** What Ollama goes by, in its own order; what the model runs with now is the truth. */
function contextOf({ loaded, shown, variable }: OllamaFacts): { size: number; source: string } | undefined {
  if (loaded !== undefined) return { size: loaded, source: 'as it runs now' }
  if (shown?.parameter !== undefined) return { size: shown.parameter, source: 'its num_ctx' }
  const size = Number(variable)
  return variable && size > 0 ? { size, source: 'OLLAMA_CONTEXT_LENGTH in this shell' } : undefined
}

const tokens = (count: number): string => `${count.toLocaleString('en')} tokens`

/** Reads the answer of `POST /api/show`. */
export function parseShown(value: unknown): OllamaModel {
  const { parameters, model_info: info, capabilities } = objectOf(value)
  const parameter = typeof parameters === 'string' ? /^num_ctx\s+(\d+)/m.exec(parameters)?.[1] : undefined
  const most = Object.entries(objectOf(info)).find(([name]) => name.endsWith('.context_length'))?.[1]
  return {
    ...(parameter !== undefined && { parameter: Number(parameter) }),
    ...(typeof most === 'number' && { most }),
    ...(Array.isArray(capabilities) && { capabilities: capabilities.map(String) }),
  }
}

/** The context with which a model runs, out of the answer of `GET /api/ps`. */
export function parseLoaded(value: unknown, model: string): number | undefined {
  const { models } = objectOf(value)
  if (!Array.isArray(models)) return undefined
  const running = models
    .map(objectOf)
    .find(({ name, model: other }) =>
      [name, other].some(known => known === model || known === `${model}:latest`),
    )
  return typeof running?.context_length === 'number' ? running.context_length : undefined
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
