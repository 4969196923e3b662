/** Says where a configuration file or plugin could not be loaded, why, and what to do. */
import { isAbsolute, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, type ConfigPlace } from './errors.ts'
import type { ModuleSources } from './module-sources.ts'
import { didYouMean } from './nearest.ts'

type Namespaces = Readonly<Record<string, unknown>>

/** Any throw of the loader as a `ConfigError`; one that already is stays itself. */
export function loadFailure(
  thrown: unknown,
  file: string,
  sources: ModuleSources,
  namespaces: Namespaces,
): ConfigError {
  if (ConfigError.is(thrown)) return thrown
  if (!(thrown instanceof Error)) return new ConfigError(`throws ${String(thrown)} while loading`, { file })
  return (
    compileFailure(thrown) ??
    missingModule(thrown, file, sources) ??
    missingExport(thrown, file, sources, namespaces) ??
    new ConfigError(`throws while loading: ${thrown.name}: ${thrown.message}`, {
      ...(throwingPlace(thrown, sources) ?? { file }),
      cause: thrown,
    })
  )
}

/** jiti puts the place behind Babel's message; Babel counts columns from 0. Node's own is at the head of the stack. */
function compileFailure(thrown: Error): ConfigError | undefined {
  const parsed = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):(\d+)\s*$/s.exec(thrown.message)
  if (parsed) {
    const [, reason, file = '', line, column] = parsed
    return syntaxError(reason, {
      file: normalize(file),
      line: Number(line),
      column: Number(column) + 1,
      cause: thrown,
    })
  }
  const [, file, line] = /^(.+):(\d+)\r?\n/.exec(thrown.stack ?? '') ?? []
  if (thrown.name !== 'SyntaxError' || file === undefined) return undefined
  return syntaxError(thrown.message, { file, line: Number(line), cause: thrown })
}

const syntaxError = (reason: string | undefined, place: ConfigPlace): ConfigError =>
  new ConfigError(`cannot be compiled: ${reason?.replace(/\.?$/, '')}`, place)

function missingModule(thrown: Error, file: string, sources: ModuleSources): ConfigError | undefined {
  const { code } = thrown as NodeJS.ErrnoException
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return undefined
  const specifier = /Cannot find (?:module|package) '([^']+)'/.exec(thrown.message)?.[1]
  if (specifier === undefined) return undefined
  const place = mentionOf([`'${specifier}'`, `"${specifier}"`], sources) ?? { file }
  return new ConfigError(`cannot find "${specifier}": ${adviceOn(specifier)}`, { ...place, cause: thrown })
}

function adviceOn(specifier: string): string {
  if (specifier.startsWith('.') || isAbsolute(specifier))
    return 'correct the path, which counts from this file'
  if (specifier.startsWith('claudecodex/')) return 'this version of claudecodex has no such part'
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return `run "npm install ${name}" in the folder of this file`
}

/** Calling a misspelt import is a `TypeError` on the compiled name, such as `(0 , _claudecodex.opnai) is not a function`. */
function missingExport(
  thrown: Error,
  file: string,
  sources: ModuleSources,
  namespaces: Namespaces,
): ConfigError | undefined {
  const name = /_claudecodex\d*\.(\w+)\) is not a function/.exec(thrown.message)?.[1]
  if (name === undefined) return undefined
  const known = Object.keys((namespaces.claudecodex ?? {}) as object)
  return new ConfigError(`claudecodex exports no "${name}"${didYouMean(name, known)}`, {
    ...(throwingPlace(thrown, sources) ?? { file }),
    cause: thrown,
  })
}

function mentionOf(texts: readonly string[], sources: ModuleSources): ConfigPlace | undefined {
  for (const [file, source] of sources) {
    const index = source.split('\n').findIndex(line => texts.some(text => line.includes(text)))
    if (index >= 0) return { file, line: index + 1 }
  }
  return undefined
}

/** The innermost frame in the user's own files. Compiling keeps lines, but not columns. */
function throwingPlace(thrown: Error, sources: ModuleSources): ConfigPlace | undefined {
  for (const [, place = '', line] of (thrown.stack ?? '').matchAll(
    /(?:\(|at (?:async )?)([^()\n]+):(\d+):\d+\)?$/gm,
  )) {
    const file = place.startsWith('file:') ? fileURLToPath(place) : normalize(place)
    if (sources.has(file)) return { file, line: Number(line) }
  }
  return undefined
}
