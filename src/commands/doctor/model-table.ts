/** Whether the lines of the model table lead to models that are there. */
import { didYouMean } from '../../config/nearest.ts'
import { type Finding, failure, warning } from './finding.ts'
import { isListed, othersText } from './upstream.ts'

export interface TableLine {
  readonly pattern: string
  /** As it is written: a model, or `backend:model`. */
  readonly reference: string
  readonly backend: string
  /** '' where the backend chooses. */
  readonly model: string
}

export interface TableFacts {
  readonly lines: readonly TableLine[]
  /** Names that may stand before a colon. */
  readonly backends: readonly string[]
  /** The names that a backend lists; undefined where it does not say. */
  listOf(backend: string): readonly string[] | undefined
}

/** Nothing of a line that is in order, or of which nobody can tell. */
export function checkModelLines({ lines, backends, listOf }: TableFacts): readonly Finding[] {
  return lines.flatMap(line => {
    const { pattern, reference, backend, model } = line
    const names = listOf(backend) ?? []
    if (model === '' || isListed(names, model)) return []
    const meant = meantBackend(line, backends)
    const start = `the line "${pattern}" leads to ${reference}`
    if (meant !== '') {
      const text = `${start}: no backend has the name before its colon${meant}; ${backend} is asked for all of it`
      return [failure('models', text, 'correct the name, or declare it under `backends`')]
    }
    if (names.length === 0) return []
    const text = `${start}, which is not in the list of ${backend}; ${othersText(model, names)}`
    return [warning('models', text, 'correct the line')]
  })
}

/** Names of models hold colons too, so only what is near to a backend's name was meant as one. */
function meantBackend({ reference, model }: TableLine, backends: readonly string[]): string {
  const colon = reference.indexOf(':')
  return colon > 0 && reference === model ? didYouMean(reference.slice(0, colon), backends) : ''
}
