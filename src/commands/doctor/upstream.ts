/** Whether the backend can be reached, and has the model that it would be asked for. */
import type { ModelInfo } from '../../core/backend.ts'
import { type Finding, failure, ok, skipped, warning } from './finding.ts'
import { nearestNames } from './nearest-names.ts'

/** What has come of asking a backend. */
export type Upstream =
  /** It tells no address: only its list can be asked for. */
  | { readonly kind: 'none'; readonly models: ModelList }
  | { readonly kind: 'unasked' }
  /** Nothing of HTTP came back. The message names host, reason and setting. */
  | { readonly kind: 'unreachable'; readonly message: string }
  | {
      readonly kind: 'reached'
      /** Of an answer to a request without credentials. */
      readonly status: number
      readonly models: ModelList
    }

export type ModelList =
  | { readonly kind: 'listed'; readonly models: readonly ModelInfo[] }
  /** It cannot be asked, or is not: no credentials, or no list. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }

export interface UpstreamFacts {
  readonly backend: string
  readonly address?: string | undefined
  /** The model that is asked where a request names none; undefined: the client's own. */
  readonly model?: string | undefined
  /** True where the client's own model names are the provider's. */
  readonly isNative: boolean
  /** True where a table of models may lead requests elsewhere. */
  readonly hasTable: boolean
  readonly upstream: Upstream
}

export function checkReach({ backend, address, upstream }: UpstreamFacts): Finding {
  switch (upstream.kind) {
    case 'none':
      return (
        refusalOf(backend, upstream.models) ?? ok('reach', `${backend}: ${address ?? 'no address to try'}`)
      )
    case 'unasked':
      return skipped('reach', 'not asked (--offline)')
    case 'unreachable':
      return failure('reach', upstream.message)
    case 'reached': {
      const refusal = refusalOf(`${address}`, upstream.models)
      if (refusal) return refusal
      const { status } = upstream
      if (status >= 500)
        return warning('reach', `${address} answers, with status ${status}`, 'try again later')
      return ok('reach', `${address} answers`)
    }
  }
}

function refusalOf(place: string, models: ModelList): Finding | undefined {
  if (models.kind !== 'refused') return undefined
  const { status, message } = models
  return status === 401 || status === 403
    ? failure('reach', `${place} refuses the credentials: ${message}`, 'correct the key')
    : warning('reach', `${place} answers, and fails: ${message}`)
}

export function checkModel(facts: UpstreamFacts): Finding {
  const { model, upstream, isNative, backend } = facts
  const names = listedBy(upstream)
  if (model === undefined)
    return isNative ? ok('model', 'the client’s own choice') : withoutModel(facts, names)
  if (names.length === 0 || names.some(name => isSame(name, model))) {
    return ok('model', names.length === 0 ? model : `${model}, which ${backend} has`)
  }
  const near = nearestNames(model, names)
  const others = near.length > 0 ? `near it: ${near.join(', ')}` : `it has ${enumerated(names)}`
  return warning('model', `${model} is not in the list of ${backend}; ${others}`, 'name another with --model')
}

function listedBy(upstream: Upstream): readonly string[] {
  if (upstream.kind !== 'reached' && upstream.kind !== 'none') return []
  return upstream.models.kind === 'listed' ? upstream.models.models.map(({ id }) => id) : []
}

function withoutModel({ backend, hasTable }: UpstreamFacts, names: readonly string[]): Finding {
  const text = `none is chosen: ${backend} is asked for the model that the client names, such as claude-opus-5-5`
  const fix = `name one with --model${names.length > 0 ? `: ${enumerated(names)}` : ''}`
  return hasTable
    ? warning('model', `${text}, where the table of models says nothing`, fix)
    : failure('model', text, fix)
}

/** Ollama adds a tag of its own to a name without one. */
const isSame = (listed: string, wanted: string): boolean =>
  listed === wanted || listed === `${wanted}:latest` || `${listed}:latest` === wanted

const shownAtMost = 5

const enumerated = (names: readonly string[]): string =>
  names.length > shownAtMost
    ? `${names.slice(0, shownAtMost).join(', ')} and ${names.length - shownAtMost} more`
    : names.join(', ')
