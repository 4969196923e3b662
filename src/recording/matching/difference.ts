/** In what two requests differ, once all that means nothing is left out. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { type Leaf, leavesOf, normalForm } from './leaves.ts'
import type { Normalizer } from './patterns.ts'

export interface Difference {
  /** JSON pointer into the request of now; into the recorded one, where only that has it. */
  readonly at: string
  /** JSON; absent where one of them has nothing there. */
  readonly recorded?: string
  readonly now?: string
}

/** Characters that are shown of a value, and how many of them stand before the first that differs. */
const [longest, before] = [100, 30]

/** What is in the request of now first, in its order. */
export function differencesBetween(
  recorded: MessagesRequest,
  now: MessagesRequest,
  normalizer: Normalizer,
): readonly Difference[] {
  const old = byPath(leavesOf(recorded, normalForm(recorded, normalizer)))
  const current = byPath(leavesOf(now, normalForm(now, normalizer)))
  const changed = [...current.values()].flatMap(({ path, at, text }) => {
    const was = old.get(path)?.text
    return was === text ? [] : [differenceAt(at, was, text)]
  })
  const gone = [...old.values()].flatMap(({ path, at, text }) =>
    current.has(path) ? [] : [differenceAt(at, text, undefined)],
  )
  return [...changed, ...gone]
}

const byPath = (leaves: Iterable<Leaf>): ReadonlyMap<string, Leaf> =>
  new Map([...leaves].map(leaf => [leaf.path, leaf]))

function differenceAt(at: string, recorded: string | undefined, now: string | undefined): Difference {
  const start =
    recorded === undefined || now === undefined ? 0 : Math.max(0, firstOther(recorded, now) - before)
  const shown = (text: string): string => {
    const end = start + longest
    return `${start > 0 ? '…' : ''}${text.slice(start, end)}${text.length > end ? '…' : ''}`
  }
  return {
    at,
    ...(recorded !== undefined && { recorded: shown(recorded) }),
    ...(now !== undefined && { now: shown(now) }),
  }
}

function firstOther(one: string, other: string): number {
  let index = 0
  while (index < one.length && one[index] === other[index]) index++
  return index
}

/** As lines of a diff, the first `most` of them. */
export function differenceLines(differences: readonly Difference[], most = 8): readonly string[] {
  const lines = differences
    .slice(0, most)
    .flatMap(({ at, recorded, now }) => [
      `  ${at}`,
      ...(recorded === undefined ? [] : [`  - ${recorded}`]),
      ...(now === undefined ? [] : [`  + ${now}`]),
    ])
  const rest = differences.length - most
  return rest > 0 ? [...lines, `  and ${rest} more`] : lines
}
