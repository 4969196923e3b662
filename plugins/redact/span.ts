/** Parts of a text that are to be replaced. */

export interface Span {
  readonly start: number
  readonly end: number
  /** What it is, as the placeholder will say: small letters and digits. */
  readonly kind: string
}

/** Finds what it knows in a text, in any order; spans may overlap. */
export type Rule = (text: string) => readonly Span[]

export const noSpans: readonly Span[] = []

/**
 * Spans in order and apart. Those that overlap become one, so that no end of one is left over; its kind is that of the
 * longest, the first of equals.
 */
export function apart(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans
  const merged: Span[] = []
  let longest = 0
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1)
    const length = span.end - span.start
    if (!last || span.start >= last.end) {
      merged.push(span)
      longest = length
      continue
    }
    const kind = length > longest ? span.kind : last.kind
    longest = Math.max(longest, length)
    merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end), kind }
  }
  return merged
}

/** All matches of a global expression; of one with a group `secret` only that group. */
export function matches(
  text: string,
  expression: RegExp,
  kind: string,
  isRight: (value: string) => boolean = () => true,
): readonly Span[] {
  let spans: Span[] | undefined
  expression.lastIndex = 0
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    // An expression of a user's own may match nothing at all, and would do so forever.
    if (match[0] === '') expression.lastIndex += 1
    const value = match.groups?.secret ?? match[0]
    if (value === '' || !isRight(value)) continue
    const start = match.indices?.groups?.secret?.[0] ?? match.index
    spans ??= []
    spans.push({ start, end: start + value.length, kind })
  }
  return spans ?? noSpans
}
