/** `GET /v1/models` and `/v1/models/ID`, in Anthropic's list shape. Claude Code asks when gateway discovery is on. */
import type { Context, Middleware } from 'koa'
import { InvalidRequestError, NotFoundError } from '../anthropic/errors.ts'
import { editDistance } from '../config/nearest.ts'
import type { ModelInfo } from '../core/backend.ts'
import { exchangeFor } from './client.ts'
import { hasOwnModels, idInList, listModels } from './model-list.ts'
import type { ServerParts } from './parts.ts'
import { relayTo } from './relay.ts'

const prefix = '/v1/models/'

export const models = (parts: ServerParts): Middleware =>
  async function models(context) {
    const backend = parts.gateway.defaultBackend
    const id = idIn(context.path)
    if (backend?.relay && (!hasOwnModels(parts) || isAnthropics(id))) return relayTo(context, parts, backend)
    const list = (await listModels(parts, exchangeFor(context, parts, 'messages'))).map(shown)
    if (id === undefined) {
      context.body = page(list, context)
      return
    }
    const wanted = idInList(id, parts)
    const model = list.find(candidate => candidate.id === id || candidate.id === wanted)
    if (!model) throw new NotFoundError(unknownModel(wanted, list))
    context.body = model
  }

const idIn = (path: string): string | undefined =>
  path.startsWith(prefix) ? decodeURIComponent(path.slice(prefix.length).replace(/\/$/, '')) : undefined

/** Of a model of its own Anthropic knows more than a list tells. */
const isAnthropics = (id: string | undefined): boolean => id !== undefined && /^claude-[\w.-]+$/.test(id)

/** So many ids are worth reading. */
const mostNamed = 10

function unknownModel(id: string, list: readonly ShownModel[]): string {
  const near = list.map(known => ({ id: known.id, edits: editDistance(id, known.id) }))
  const names = near.sort((one, other) => one.edits - other.edits).map(known => known.id)
  if (names.length <= mostNamed) return `model: ${id}; known are ${names.join(', ')}`
  return `model: ${id}; of ${names.length} that are known the nearest are ${names.slice(0, mostNamed).join(', ')}`
}

interface ShownModel {
  readonly id: string
  readonly [field: string]: unknown
}

// SDK 1.x declares every one of these; it parses created_at as a date.
const shown = (model: ModelInfo): ShownModel => ({
  type: 'model',
  id: model.id,
  display_name: model.displayName ?? model.id,
  created_at: model.createdAt ?? '1970-01-01T00:00:00Z',
  max_input_tokens: model.contextWindow ?? null,
  max_tokens: model.maxOutput ?? null,
  capabilities: null,
  lifecycle: 'active',
  line: null,
  deprecated_at: null,
  retires_at: null,
})

/** Pages as the API does: `limit` 1 to 1000, `after_id` and `before_id` by position in the list. */
function page(list: readonly ShownModel[], context: Context): object {
  const limit = limitOf(context.query.limit)
  const after = position(list, context.query.after_id)
  const before = position(list, context.query.before_id)
  const start = after === undefined ? (before === undefined ? 0 : Math.max(0, before - limit)) : after + 1
  const end = Math.min(start + limit, before ?? list.length)
  const data = list.slice(start, end)
  return {
    data,
    has_more: after === undefined && before !== undefined ? start > 0 : end < list.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  }
}

function limitOf(given: string | string[] | undefined): number {
  if (given === undefined) return 20
  const limit = Number(given)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new InvalidRequestError('limit: expected a whole number from 1 to 1000')
}

function position(list: readonly ShownModel[], id: string | string[] | undefined): number | undefined {
  const found = list.findIndex(model => model.id === id)
  return found < 0 ? undefined : found
}
