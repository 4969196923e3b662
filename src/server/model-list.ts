/** The models that a client can ask for here: those the table names, and those of the backends a configuration uses. */
import type { Backend, ModelInfo } from '../core/backend.ts'
import type { LiveExchange } from '../core/live-exchange.ts'
import { listedAs, namesOf, splitRef } from '../core/models.ts'
import type { ServerParts } from './parts.ts'

/** Claude Code waits three seconds for the whole list. */
const patience = 2_500

/**
 * One id for each model, under which it can be asked for. A backend that fails or is too slow is left out, unless nobody
 * else has anything: then its failure is thrown.
 */
export async function listModels(parts: ServerParts, exchange: LiveExchange): Promise<readonly ModelInfo[]> {
  const { gateway, listAfterMs = patience } = parts
  const names = gateway.models.listed ?? [gateway.models.defaultBackend]
  const lists = await Promise.allSettled(
    names.map(name => inTime(listOf(name, parts, exchange), name, listAfterMs)),
  )
  const found = [...ofTable(parts), ...lists.flatMap(list => (list.status === 'fulfilled' ? list.value : []))]
  const failed = lists.find(list => list.status === 'rejected')
  if (found.length === 0 && failed) throw failed.reason
  return [...new Map(found.map(model => [model.id, model])).values()]
}

/** True where a list holds more than one backend of Anthropic's own could tell. */
export const hasOwnModels = ({ gateway }: ServerParts): boolean =>
  (gateway.models.listed ?? []).length > 1 || namesOf(gateway.models).length > 0

const ofTable = ({ gateway }: ServerParts): readonly ModelInfo[] =>
  namesOf(gateway.models).map(({ pattern, model }) => ({ id: pattern, displayName: `${pattern} (${model})` }))

async function listOf(
  name: string,
  { gateway }: ServerParts,
  exchange: LiveExchange,
): Promise<readonly ModelInfo[]> {
  const backend = gateway.findBackend(name)
  const models = (await backend?.models?.(gateway.callOf(exchange, backend))) ?? []
  return backend === undefined
    ? []
    : withOwn(backend, models.filter(isChat)).map(model => asListed(backend, model))
}

/** The model that answers by default can be asked for, whatever the provider's list leaves out. */
const withOwn = ({ native, model }: Backend, models: readonly ModelInfo[]): readonly ModelInfo[] =>
  native || model === undefined || models.some(({ id }) => id === model) ? models : [{ id: model }, ...models]

/** What only embeds, draws, hears or speaks answers no message. */
const isChat = ({ id }: ModelInfo): boolean =>
  !/embed|rerank|moderation|whisper|transcribe|tts|dall-e|realtime|(^|[-/])(image|audio|ocr)([-/]|$)/i.test(
    id,
  )

/** On Anthropic's own API names are the client's own. */
function asListed({ name, native }: Backend, model: ModelInfo): ModelInfo {
  if (native) return model
  return { ...model, id: listedAs(name, model.id), displayName: `${model.displayName ?? model.id} (${name})` }
}

/** The id of a model in the list, for whatever a client calls it: `openai:gpt-5.1` is `claudecodex/openai:gpt-5.1`. */
export function idInList(id: string, { gateway }: ServerParts): string {
  const backends = { names: gateway.backendNames, find: (name: string) => gateway.findBackend(name) }
  const { backend, model } = splitRef(id, backends)
  return backend === undefined ? id : listedAs(gateway.findBackend(backend)?.name ?? backend, model)
}

async function inTime<Value>(promise: Promise<Value>, name: string, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not list its models in time`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
