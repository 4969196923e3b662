/** Which backend and model answer an exchange, and why. */
import { NotFoundError } from '../anthropic/errors.ts'
import type { Backend, Backends, ModelRef } from './backend.ts'
import type { Choice, Exchange } from './exchange.ts'
import { type ModelPattern, matches, parsePattern, patternWords } from './model-pattern.ts'
import { promptEstimate } from './request-traits.ts'

/** A line of the model table. `pattern` is words that must all hold: see `ModelPattern`. */
export interface ModelRule {
  readonly pattern: string
  readonly model: ModelRef
}

export interface ModelSettings {
  readonly defaultBackend: string
  /** A model named by a flag or a variable, with the sentence that says by which. */
  readonly fixed?: { readonly model: ModelRef; readonly reason: string }
  readonly rules: readonly ModelRule[]
  /** Backends whose models `/v1/models` lists. Default: the default one. */
  readonly listed?: readonly string[]
}

export interface Chosen {
  readonly backend: Backend
  readonly choice: Choice
}

/**
 * The first that speaks: a plugin's target, `backend:model` in the request, the fixed model, the table, the default
 * backend. Throws `NotFoundError` with the known names where a backend does not exist.
 */
export function chooseModel(
  asked: string,
  exchange: Exchange,
  settings: ModelSettings,
  backends: Backends,
): Chosen {
  if (exchange.target) return follow(exchange.target, exchange.targetReason ?? 'chosen by a plugin')
  const named = withoutAlias(asked)
  if (named !== asked || splitRef(named, backends).backend) return follow(asked, 'named in the request')
  if (settings.fixed) return follow(settings.fixed.model, settings.fixed.reason)
  const rule = settings.rules.find(candidate => matches(compiled(candidate), asked, exchange))
  if (rule) return follow(rule.model, reasonOf(rule, exchange))
  const backend = find(settings.defaultBackend, backends)
  const reason = backend.model ? `default model of ${backend.name}` : `the client's own model`
  return { backend, choice: { backend: backend.name, model: backend.model ?? asked, reason } }

  function follow(reference: ModelRef, reason: string): Chosen {
    const { backend: name, model } = splitListed(reference, backends)
    const backend = find(name ?? settings.defaultBackend, backends)
    return { backend, choice: { backend: backend.name, model: model || (backend.model ?? asked), reason } }
  }
}

/** The model that is asked for as things stand: a plugin may have put another one into the request. Does not parse. */
export const modelOf = (exchange: Exchange & { readonly model?: string }): string =>
  exchange.model ?? exchange.asked.model

const patterns = new WeakMap<ModelRule, ModelPattern>()

function compiled(rule: ModelRule): ModelPattern {
  const known = patterns.get(rule) ?? parsePattern(rule.pattern)
  patterns.set(rule, known)
  return known
}

/** With the size that decided, where one did. */
function reasonOf(rule: ModelRule, exchange: Exchange): string {
  const { over, under } = compiled(rule)
  const isOfSize = over !== undefined || under !== undefined
  const size = isOfSize ? ` (about ${thousands(promptEstimate(exchange))}k tokens)` : ''
  return `model table: ${rule.pattern}${size}`
}

/** The lines of the table that give a model a name of its own, such as `'claude-fast': 'groq:…'`: no pattern, nothing else asked. */
export const namesOf = ({ rules }: ModelSettings): readonly ModelRule[] =>
  rules.filter(({ pattern }) => !/[*?<>\s]/.test(pattern) && !patternWords.includes(pattern))

const thousands = (tokens: number): string => (tokens / 1000).toFixed(tokens < 10_000 ? 1 : 0)

// Claude Code's menu keeps ids with `claude` in them; one that begins with `claude-` could be taken for a family of Anthropic's.
const aliasPrefix = 'claudecodex/'

/** The name under which `/v1/models` lists a model of a backend: it can be asked for as it is. */
export const listedAs = (backend: string, model: string): string => `${aliasPrefix}${backend}:${model}`

/** `backend:model` of a listed name; any other name as it is. */
export const withoutAlias = (model: string): string =>
  model.startsWith(aliasPrefix) ? model.slice(aliasPrefix.length) : model

/** Splits `backend:model` at the first colon, where the left side names a backend; `llama3.2:1b` is one name. */
export function splitRef(
  reference: ModelRef,
  backends: Backends,
): { readonly backend?: string; readonly model: string } {
  const colon = reference.indexOf(':')
  const name = reference.slice(0, colon)
  return colon > 0 && backends.find(name)
    ? { backend: name, model: reference.slice(colon + 1) }
    : { model: reference }
}

/** A listed name leads to a backend and nowhere else. Throws `NotFoundError` where there is none. */
function splitListed(reference: ModelRef, backends: Backends): ReturnType<typeof splitRef> {
  const bare = withoutAlias(reference)
  const split = splitRef(bare, backends)
  if (bare === reference || split.backend !== undefined) return split
  return { backend: find(bare.split(':', 1)[0] ?? '', backends).name, model: '' }
}

function find(name: string, backends: Backends): Backend {
  const backend = backends.find(name)
  if (backend) return backend
  throw new NotFoundError(`no backend is called "${name}"; known are ${backends.names.join(', ')}`)
}
