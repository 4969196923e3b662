/** Which backend and model answer an exchange, and why. */
import { NotFoundError } from '../anthropic/errors.ts'
import type { Backend, Backends, ModelRef } from './backend.ts'
import type { Choice, Exchange } from './exchange.ts'
import { requestClasses } from './who.ts'

/** A line of the model table. `pattern` is a glob on the client's model, or a class of `who` such as `subagent`. */
export interface ModelRule {
  readonly pattern: string
  readonly model: ModelRef
}

export interface ModelSettings {
  readonly defaultBackend: string
  /** A model named by a flag or a variable, with the sentence that says by which. */
  readonly fixed?: { readonly model: ModelRef; readonly reason: string }
  readonly rules: readonly ModelRule[]
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
  const explicit = splitRef(asked, backends)
  if (explicit.backend) return follow(asked, 'named in the request')
  if (settings.fixed) return follow(settings.fixed.model, settings.fixed.reason)
  const rule = settings.rules.find(({ pattern }) => matches(pattern, asked, exchange))
  if (rule) return follow(rule.model, `model table: ${rule.pattern}`)
  const backend = find(settings.defaultBackend, backends)
  const reason = backend.model ? `default model of ${backend.name}` : `the client's own model`
  return { backend, choice: { backend: backend.name, model: backend.model ?? asked, reason } }

  function follow(reference: ModelRef, reason: string): Chosen {
    const { backend: name, model } = splitRef(reference, backends)
    const backend = find(name ?? settings.defaultBackend, backends)
    return { backend, choice: { backend: backend.name, model: model || (backend.model ?? asked), reason } }
  }
}

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

function find(name: string, backends: Backends): Backend {
  const backend = backends.find(name)
  if (backend) return backend
  throw new NotFoundError(`no backend is called "${name}"; known are ${backends.names.join(', ')}`)
}

// Claude Code writes a wish for the 1M window as a suffix of the model: the rest must match with or without it.
const windowSuffix = /\[1m\]$/i

function matches(pattern: string, model: string, exchange: Exchange): boolean {
  const glob = globOf(pattern)
  return glob.test(model) || glob.test(model.replace(windowSuffix, '')) || isClass(pattern, exchange)
}

const classes: ReadonlySet<string> = new Set(requestClasses)
const isClass = (pattern: string, exchange: Exchange): boolean =>
  classes.has(pattern) && exchange.who.class === pattern

/** `*` and `?` are the only wildcards: brackets stand in model names. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i')
}
