/** Parts of a text that are to be replaced. */

export interface Span {
  readonly start: number
  readonly end: number
  /** What it is, as the placeholder will say: small letters and digits. */
  readonly kind: string
  /** Of one made of several that overlap: those. */
  readonly parts?: readonly Span[]
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
  const groups: Span[][] = []
  let end = 0
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    if (span.start >= end) groups.push([span])
    else groups.at(-1)?.push(span)
    end = Math.max(end, span.end)
  }
  return groups.map(joined)
}

function joined(parts: readonly Span[]): Span {
  const [first] = parts as readonly [Span]
  if (parts.length === 1) return first
  const longest = parts.reduce((one, other) => (lengthOf(other) > lengthOf(one) ? other : one))
  const end = Math.max(...parts.map(part => part.end))
  return { start: first.start, end, kind: longest.kind, parts }
}

const lengthOf = ({ start, end }: Span): number => end - start

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
