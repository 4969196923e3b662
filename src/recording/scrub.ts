/**
 * Takes keys out of what is recorded. Only forms that are hardly ever anything else: a recording shall be what was sent, and
 * plugin `redact` knows the rest. What travels is never touched.
 */
import { privateKeys } from '../core/private-keys.ts'
import { vendorKeys } from '../core/vendor-keys.ts'

export interface Scrubbed {
  readonly text: string
  /** How many were replaced, by kind; absent where none were. */
  readonly found?: Readonly<Record<string, number>>
}

/** The same secret always leaves the same words, so that texts which were equal stay so. */
export const placeholderFor = (kind: string): string => `[REDACTED:${kind}]`

/** Works on plain text, on JSON, and on bytes read as Latin-1 alike: keys are ASCII. */
export function scrubText(text: string): Scrubbed {
  const spans = [...vendorKeys(text), ...privateKeys(text)]
  if (spans.length === 0) return { text }
  spans.sort((one, other) => one.start - other.start)
  const found: Record<string, number> = {}
  let rest = 0
  let clean = ''
  for (const { start, end, kind } of spans) {
    if (start < rest) continue
    clean += text.slice(rest, start) + placeholderFor(kind)
    found[kind] = (found[kind] ?? 0) + 1
    rest = end
  }
  return { text: clean + text.slice(rest), found }
}

/** Bytes without keys; the very same where there were none. */
export function scrubBytes(bytes: Buffer): { readonly bytes: Buffer; readonly found?: Scrubbed['found'] } {
  if (!mayHoldKey(bytes)) return { bytes }
  const { text, found } = scrubText(bytes.toString('latin1'))
  return found ? { bytes: Buffer.from(text, 'latin1'), found } : { bytes }
}

/** Characters of the shortest key. */
const shortest = 20
const mayHoldKey = ({ length }: Buffer): boolean => length >= shortest
