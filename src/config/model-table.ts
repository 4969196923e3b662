/** Checks the model table: words that are nearly one of its own, sizes that are none, and backends that do not exist. */
import { type ModelPattern, parsePattern, patternWords } from '../core/model-pattern.ts'
import { backendSlip } from './backend-slip.ts'
import { isRecord, type KeyPath, type Problem } from './checks.ts'
import { didYouMean } from './nearest.ts'

/** `config` is what the file exports; what has another shape is for others to tell. */
export function modelTableProblems(config: unknown): readonly Problem[] {
  if (!isRecord(config) || !isRecord(config.models)) return []
  const declared = isRecord(config.backends) ? Object.keys(config.backends) : []
  const problems = Object.entries(config.models).flatMap(([pattern, model]) => {
    const path = ['models', pattern]
    return [...patternProblems(pattern, path), ...targetProblems(model, declared, path)]
  })
  return [...problems, ...shadowed(Object.keys(config.models))]
}

function patternProblems(pattern: string, path: KeyPath): readonly Problem[] {
  const words = pattern.trim().split(/\s+/)
  if (words[0] === '') return [{ path, reason: 'is empty: write "*" for every request' }]
  const slips = words.flatMap(word => slip(word, path))
  if (slips.length > 0) return slips
  try {
    return contradictions(parsePattern(pattern), path)
  } catch (thrown) {
    return [{ path, reason: (thrown as Error).message }]
  }
}

/** Names of models have digits, signs or wildcards in them; a plain word next to one of ours is a slip. */
function slip(word: string, path: KeyPath): readonly Problem[] {
  const stranger = strangers.find(([sign]) => sign.test(word))
  if (stranger) return [{ path, reason: `"${word}" never holds: ${stranger[1]}` }]
  if (!/^[a-z]+$/i.test(word) || patternWords.includes(word)) return []
  const meant = didYouMean(word, patternWords)
  return meant ? [{ path, reason: `"${word}" is no class of requests${meant}` }] : []
}

/** What no word of a pattern is, with what to write instead. */
const strangers: readonly (readonly [RegExp, string])[] = [
  [/^pdfs?$/i, 'write "documents"'],
  [/^!/, 'there is no "not": write a line for the other case above this one'],
  [/^\/.*\/\w*$/, 'there are no regular expressions: "*" and "?" are the wildcards'],
]

/** Of words that are in order each, and of which a request cannot fit all. */
function contradictions({ models, classes, over, under }: ModelPattern, path: KeyPath): readonly Problem[] {
  const reasons = [
    ...(models.length > 1 ? ['has two patterns on the model, and a request names one: write two lines'] : []),
    ...(classes.length > 1 ? ['has two classes, and a request is of one: write two lines'] : []),
    ...((over ?? -1) >= (under ?? Number.POSITIVE_INFINITY) ? ['has sizes that no prompt has at once'] : []),
  ]
  return reasons.map(reason => ({ path, reason }))
}

/** The first line that fits counts. */
function shadowed(patterns: readonly string[]): readonly Problem[] {
  const all = patterns.findIndex(pattern => pattern.trim() === '*')
  if (all < 0) return []
  return patterns.slice(all + 1).map(pattern => ({
    path: ['models', pattern],
    reason: 'never holds: the line "*" above it takes every request; put that one last',
  }))
}

/** `ollama:qwen3` names a backend; `llama3.2:1b` is one name, so only what is nearly a backend is refused. */
function targetProblems(model: unknown, declared: readonly string[], path: KeyPath): readonly Problem[] {
  const [name = '', ...rest] = typeof model === 'string' ? model.split(':') : []
  if (rest.length === 0 || declared.includes(name)) return []
  const meant = backendSlip(name, declared)
  return meant ? [{ path, reason: `there is no backend "${name}"${meant}` }] : []
}
