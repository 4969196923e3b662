/** Where two JSON values differ, by JSON pointer. */
import { pointerOf } from './patch.ts'

export interface Difference {
  readonly pointer: string
  /** `appended`: behind the end of a list, or a field that was not there. */
  readonly kind: 'appended' | 'changed' | 'removed'
  readonly before?: unknown
  readonly after?: unknown
}

type Step = string | number
type Equal = (one: unknown, other: unknown) => boolean

/** The order of keys does not count. `areAlike` decides on texts, numbers and the like; default: identity. */
export function differences(before: unknown, after: unknown, areAlike: Equal = Object.is): Difference[] {
  return [...differencesAt(before, after, [], areAlike)]
}

export const areEqual = (one: unknown, other: unknown, areAlike: Equal = Object.is): boolean =>
  differencesAt(one, other, [], areAlike).next().done === true

function* differencesAt(
  before: unknown,
  after: unknown,
  path: readonly Step[],
  areAlike: Equal,
): Generator<Difference> {
  if (Array.isArray(before) && Array.isArray(after)) yield* ofLists(before, after, path, areAlike)
  else if (isObject(before) && isObject(after)) yield* ofObjects(before, after, path, areAlike)
  else if (!areAlike(before, after)) yield { pointer: pointerOf(path), kind: 'changed', before, after }
}

function* ofObjects(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: readonly Step[],
  areAlike: Equal,
): Generator<Difference> {
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key)) yield* differencesAt(before[key], after[key], [...path, key], areAlike)
    else yield { pointer: pointerOf([...path, key]), kind: 'removed', before: before[key] }
  }
  for (const key of Object.keys(after))
    if (!Object.hasOwn(before, key))
      yield { pointer: pointerOf([...path, key]), kind: 'appended', after: after[key] }
}

/** What two lists have in common at both ends is left aside, so that one more item in the middle is one difference. */
function* ofLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: readonly Step[],
  areAlike: Equal,
): Generator<Difference> {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && areEqual(before[start], after[start], areAlike)) start += 1
  let end = 0
  while (end < shorter - start && areEqual(before.at(-1 - end), after.at(-1 - end), areAlike)) end += 1
  const [lost, won] = [before.length - end, after.length - end]
  for (let at = start; at < Math.max(lost, won); at += 1) {
    const here = [...path, at]
    if (at >= lost) yield { pointer: pointerOf(here), kind: 'appended', after: after[at] }
    else if (at >= won) yield { pointer: pointerOf(here), kind: 'removed', before: before[at] }
    else yield* differencesAt(before[at], after[at], here, areAlike)
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
