/** Reads an order of answers, however it is written. Only known labels count, and each of them once. */
import { isObject, parsedJson } from './found-objects.ts'

/** Members' ids by label. */
export type Labels = ReadonlyMap<string, string>

export interface ReadOrder {
  readonly order: readonly (readonly string[])[]
  /** Words in the place of a label that are none. */
  readonly unknown: number
}

/** `[["KX"], ["TN", "PR"]]`, `["KX", "TN=PR"]`, `"KX > TN = PR"`, `{"KX": 1, "TN": 2, "PR": 2}`, or any of them as JSON in a string. */
export function readOrder(value: unknown, labels: Labels): ReadOrder {
  const groups = groupsOf(value).map(words => words.map(word => labelIn(word, labels)))
  const seen = new Set<string>()
  const isNew = (label: string): boolean => {
    const before = seen.size
    return seen.add(label).size > before
  }
  const order = groups
    .map(group =>
      group.flatMap(label => (label !== undefined && isNew(label) ? [labels.get(label) ?? ''] : [])),
    )
    .filter(group => group.length > 0)
  return { order, unknown: groups.flat().filter(label => label === undefined).length }
}

/** More than half of what stands in an order must be labels, and two of them: one alone compares nothing. */
export const isUsable = ({ order, unknown }: ReadOrder, labels: Labels): boolean => {
  const known = order.flat().length
  return known > 0 && known >= Math.min(2, labels.size) && unknown <= known
}

/** The label that a word is, apart from quotes, brackets and a noun before it. Letters that only look alike are others. */
export function labelIn(word: string, labels: Labels): string | undefined {
  const found = /^[^a-z]*(?:(?:answer|candidate|draft|response|label)[^a-z]+)?([a-z]{2,3})[^a-z]*$/i.exec(
    word,
  )?.[1]
  const label = found?.toUpperCase()
  return label !== undefined && labels.has(label) ? label : undefined
}

function groupsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value === 'string') {
    const inner = /^\s*[[{]/.test(value) ? parsedJson(value) : undefined
    return inner === undefined ? value.split('>').map(wordsOf) : groupsOf(inner)
  }
  if (Array.isArray(value)) return value.map(groupWords)
  return isObject(value) ? groupsByPlace(Object.entries(value)) : []
}

const groupWords = (item: unknown): readonly string[] => {
  if (Array.isArray(item)) return item.flatMap(groupWords)
  if (isObject(item)) return groupWords(item.label ?? item.labels ?? item.answer)
  return typeof item === 'string' ? wordsOf(item) : []
}

const wordsOf = (text: string): readonly string[] =>
  text
    .split(/[=,;&/~+|]|\band\b/)
    .map(word => word.trim())
    .filter(word => word !== '')

function groupsByPlace(entries: readonly (readonly [string, unknown])[]): readonly (readonly string[])[] {
  const placed = entries.filter((entry): entry is readonly [string, number] => typeof entry[1] === 'number')
  const places = [...new Set(placed.map(([, place]) => place))].sort((one, other) => one - other)
  return places.map(place => placed.filter(entry => entry[1] === place).map(([label]) => label))
}
