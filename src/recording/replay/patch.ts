/** Changes of a request by JSON pointer (RFC 6901): `/temperature=0`. */
import { RecordingError } from '../recording-error.ts'

export interface Patch {
  /** Unescaped steps, at least one. */
  readonly path: readonly string[]
  readonly value: unknown
}

/** `/pointer=value`; a value that is no JSON is a text. Undefined where it is none of this form. */
export function patchOf(text: string): Patch | undefined {
  const equals = text.indexOf('=')
  if (!text.startsWith('/') || equals < 2) return undefined
  const path = text
    .slice(1, equals)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { path, value: readValue(text.slice(equals + 1)) }
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A new value; what is not on the way is shared. Throws a `RecordingError` where the way leads nowhere. */
export function patched<Value>(value: Value, { path, value: given }: Patch): Value {
  return changed(value, path, given, pointerOf(path)) as Value
}

export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function changed(value: unknown, path: readonly string[], given: unknown, whole: string): unknown {
  const [step, ...rest] = path
  if (step === undefined) return given
  if (Array.isArray(value)) {
    const index = step === '-' ? value.length : Number(step)
    if (!/^(-|\d+)$/.test(step) || index > value.length) throw leadsNowhere(whole, step)
    return value.toSpliced(index, 1, changed(value[index], rest, given, whole))
  }
  if (typeof value !== 'object' || value === null) throw leadsNowhere(whole, step)
  const inside = (value as Readonly<Record<string, unknown>>)[step]
  // Defined and not assigned: a step may be called `__proto__`.
  return Object.defineProperty({ ...value }, step, {
    value: changed(inside, rest, given, whole),
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

const leadsNowhere = (pointer: string, step: string): RecordingError =>
  new RecordingError(
    `--set ${pointer} leads nowhere in the request: there is nothing that could hold "${step}"`,
  )
