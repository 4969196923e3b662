/** Whether there is a configuration that works, which backend it leads to, and whether its table of models can be followed. */
import type { Configuration } from '../../config/configuration.ts'
import type { Backends } from '../../core/backend.ts'
import { type ModelSettings, splitRef } from '../../core/models.ts'
import { shortPath } from '../banner.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { TableLine } from './model-table.ts'

/** What loading has come to. */
export type Loaded =
  | { readonly kind: 'loaded'; readonly configuration: Configuration }
  /** All but the default backend is in order: the configuration is the one with the demo in its place. */
  | { readonly kind: 'no backend'; readonly configuration: Configuration; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** The file, and whatever was ignored or replaced on the way. */
export function checkConfiguration(loaded: Loaded): readonly Finding[] {
  if (loaded.kind === 'refused') return [failure('configuration', loaded.reason)]
  const { file, notices } = loaded.configuration
  return [
    ok('configuration', file === undefined ? 'no file: the defaults hold' : shortPath(file)),
    ...notices.filter(notice => !isOfModel(notice)).map(notice => warning('configuration', notice)),
  ]
}

/** What the line of the model says, and what to do about it. */
const isOfModel = (notice: string): boolean => notice.startsWith('no model is named')

export function checkBackend(loaded: Loaded): readonly Finding[] {
  if (loaded.kind === 'refused') return []
  if (loaded.kind === 'no backend') return [failure('backend', loaded.reason)]
  const { chain, backend } = loaded.configuration
  const address = chain.backends.find(backend.name)?.address
  const name = address === undefined ? backend.name : `${backend.name}, ${address}`
  return [ok('backend', `${name} (${backend.reason})`), ...checkModelTable(loaded.configuration)]
}

/** The lines of the table that can be followed. */
export const tableLines = (models: ModelSettings, backends: Backends): readonly TableLine[] =>
  models.rules.flatMap(({ pattern, model: reference }) => {
    try {
      const { backend = models.defaultBackend, model } = splitRef(reference, backends)
      return [{ pattern, reference, backend, model }]
    } catch {
      return []
    }
  })

/** Lines of the model table whose backend cannot be had: the client would hear of it with the first request. */
function checkModelTable({ chain: { models, backends } }: Configuration): readonly Finding[] {
  return models.rules.flatMap(({ pattern, model }) => {
    try {
      splitRef(model, backends)
      return []
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      return [failure('models', `the line "${pattern}" leads to ${model}, and fails there: ${reason}`)]
    }
  })
}
