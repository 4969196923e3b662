/** Checks the model table: words that are nearly one of its own, sizes that are none, and backends that do not exist. */
import { parsePattern, patternWords } from '../core/model-pattern.ts'
import { isRecord, type KeyPath, type Problem } from './checks.ts'
import { kindNamed } from './kinds.ts'
import { didYouMean } from './nearest.ts'
import { providerNamed, providers } from './providers.ts'

/** `config` is what the file exports; what has another shape is for others to tell. */
export function modelTableProblems(config: unknown): readonly Problem[] {
  if (!isRecord(config) || !isRecord(config.models)) return []
  const declared = isRecord(config.backends) ? Object.keys(config.backends) : []
  return Object.entries(config.models).flatMap(([pattern, model]) => {
    const path = ['models', pattern]
    return [...patternProblems(pattern, path), ...targetProblems(model, declared, path)]
  })
}

function patternProblems(pattern: string, path: KeyPath): readonly Problem[] {
  const slips = pattern
    .trim()
    .split(/\s+/)
    .flatMap(word => slip(word, path))
  if (slips.length > 0) return slips
  try {
    if (parsePattern(pattern).models.length < 2) return []
    return [{ path, reason: 'has two patterns on the model, and a request names one: write two lines' }]
  } catch (thrown) {
    return [{ path, reason: (thrown as Error).message }]
  }
}

/** Names of models have digits, signs or wildcards in them; a plain word next to one of ours is a slip. */
function slip(word: string, path: KeyPath): readonly Problem[] {
  if (!/^[a-z]+$/i.test(word) || patternWords.includes(word)) return []
  const meant = didYouMean(word, patternWords)
  return meant ? [{ path, reason: `"${word}" is no class of requests${meant}` }] : []
}

/** `ollama:qwen3` names a backend; `llama3.2:1b` is one name, so only what is nearly a backend is refused. */
function targetProblems(model: unknown, declared: readonly string[], path: KeyPath): readonly Problem[] {
  const [name = '', ...rest] = typeof model === 'string' ? model.split(':') : []
  const known = [...declared, ...providers.flatMap(provider => [provider.name, ...provider.aliases])]
  const provider = declared.includes(name) ? undefined : providerNamed(name)
  if (rest.length > 0 && provider && !kindNamed(provider.kind)) {
    return [{ path, reason: `this version has no backend "${name}"` }]
  }
  if (rest.length === 0 || known.some(one => one.toLowerCase() === name.toLowerCase())) return []
  const meant = didYouMean(name, known)
  return meant ? [{ path, reason: `there is no backend "${name}"${meant}` }] : []
}
