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
  /** There is nothing at the place of the list. */
  | { readonly kind: 'missing'; readonly status: number }
  /** Something else came than a list. */
  | { readonly kind: 'foreign'; readonly message: string }
  /** With the credentials nothing came that could be read: silence, a reset, a redirect. */
  | { readonly kind: 'failed'; readonly message: string }

export interface UpstreamFacts {
  readonly backend: string
  readonly address?: string | undefined
  /** The model that is asked where a request names none; undefined: the client's own. */
  readonly model?: string | undefined
  /** True where the client's own model names are the provider's. */
  readonly isNative: boolean
  /** True where its list is all there is. */
  readonly isComplete?: boolean
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

const otherUrl = (place: string): string =>
  hasVersion(place) ? 'look at the URL of the backend' : `does the URL end in /v1? Make it ${place}/v1 then`

const hasVersion = (place: string): boolean => /\/v\d[^/]*(\/|$)/.test(place)

function refusalOf(place: string, models: ModelList): Finding | undefined {
  switch (models.kind) {
    case 'refused':
      return ofStatus(place, models.status, models.message)
    case 'missing': {
      const text = `${place} answers, and has no list of models (status ${models.status})`
      return hasVersion(place)
        ? warning('reach', text, `${otherUrl(place)} if requests fail too`)
        : failure('reach', text, otherUrl(place))
    }
    case 'foreign':
      return failure('reach', `${place} answers, but not as the API does: ${models.message}`, otherUrl(place))
    case 'failed':
      return failure(
        'reach',
        `${place} answers without the credentials, and not with them: ${models.message}`,
      )
    default:
      return undefined
  }
}

function ofStatus(place: string, status: number, message: string): Finding {
  if (status === 401)
    return failure('reach', `${place} refuses the credentials: ${message}`, 'correct the key')
  if (status === 403) {
    const fix = 'the key is known there, and not allowed this: see what its owner may use, and from where'
    return failure('reach', `${place} refuses the request: ${message}`, fix)
  }
  return warning('reach', `${place} answers, and fails: ${message}`, 'try again later')
}

export function checkModel(facts: UpstreamFacts): Finding {
  const { model, upstream, isNative, backend, isComplete = false } = facts
  const names = listedBy(upstream) ?? []
  if (model === undefined)
    return isNative ? ok('model', 'the client’s own choice') : withoutModel(facts, names)
  if (!isAsked(upstream)) return skipped('model', `${model}, of which nobody has been asked`)
  if (isListed(names, model)) return ok('model', `${model}, which ${backend} has`)
  if (names.length === 0 && !isComplete) return ok('model', model)
  const text = `${model} is not in the list of ${backend}; ${othersText(model, names)}`
  return isComplete
    ? failure('model', text, `name another with --model, or fetch it with \`ollama pull ${model}\``)
    : warning('model', text, 'name another with --model')
}

const isAsked = (upstream: Upstream): boolean =>
  (upstream.kind === 'reached' || upstream.kind === 'none') &&
  (upstream.models.kind === 'listed' || upstream.models.kind === 'unknown')

/** Undefined where there is no list. */
export function listedBy(upstream: Upstream): readonly string[] | undefined {
  if (upstream.kind !== 'reached' && upstream.kind !== 'none') return undefined
  return upstream.models.kind === 'listed' ? upstream.models.models.map(({ id }) => id) : undefined
}

/** What there is in place of a model: names like it, or all of them. */
export function othersText(model: string, names: readonly string[]): string {
  const near = nearestNames(model, names)
  if (names.length === 0) return 'it has none'
  return near.length > 0 ? `near it: ${near.join(', ')}` : `it has ${enumerated(names)}`
}

export const isListed = (names: readonly string[], model: string): boolean =>
  names.some(name => isSame(name, model))

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
