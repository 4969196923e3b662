/** Reads a review, whatever a model has made of the form. What cannot be read is said to be so, and never guessed. */
import type { Message } from '../../anthropic/message.ts'
import type { ReadReview, ReviewTask } from '../judging.ts'
import { dimensions } from '../types.ts'
import { isUsable, type Labels, labelIn, type ReadOrder, readOrder } from './ballot-order.ts'
import { brief } from './excerpt.ts'
import { isObject, type JsonObject, objectsIn, parsedJson } from './found-objects.ts'
import { listsIn } from './listed-order.ts'
import { isContradictory } from './totals.ts'

/** Characters. */
export const longestCritique = 600
const longestFlaw = 300

type Findings = Pick<ReadReview, 'scores' | 'flaws' | 'suspected' | 'critiques'>

const nothing = { order: [], scores: {}, flaws: {}, suspected: [], critiques: {}, isContradictory: false }

/** See `Judging.readReview`. */
export function readReview({ shown }: ReviewTask, message: Message): ReadReview {
  const labels: Labels = new Map(shown.map(({ label, member }) => [label, member]))
  const inputs = inputsOf(message)
  if (message.stop_reason === 'refusal' || inputs.some(abstains)) return { status: 'abstained', ...nothing }
  const text = textOf(message)
  for (const submission of [...inputs, ...objectsIn(text)]) {
    const order = readOrder(submission.ranking, labels)
    if (isUsable(order, labels)) return reviewOf(order, findingsIn(submission, labels), labels)
  }
  for (const list of listsIn(text)) {
    const order = readOrder(list, labels)
    if (isUsable(order, labels)) return reviewOf(order, nothing, labels)
  }
  return { status: 'unreadable', ...nothing }
}

/** Given to a tool: an object, or one as a string of JSON. The last call is the best considered. */
function inputsOf({ content }: Message): readonly JsonObject[] {
  if (!Array.isArray(content)) return []
  return content
    .flatMap(block => (isObject(block) && block.type === 'tool_use' ? [unpacked(block.input)] : []))
    .filter(isObject)
    .reverse()
}

const textOf = ({ content }: Message): string =>
  Array.isArray(content)
    ? content
        .flatMap(block => (isObject(block) && block.type === 'text' ? [String(block.text ?? '')] : []))
        .join('\n')
    : ''

const unpacked = (value: unknown): unknown =>
  typeof value === 'string' ? (parsedJson(value) ?? value) : value

/** Asked of the form alone: a text may quote an answer that says such a thing. */
const abstains = ({ abstain, ranking }: JsonObject): boolean =>
  (abstain === true || (typeof abstain === 'string' && !isNothing(abstain))) &&
  !(Array.isArray(ranking) && ranking.length > 0)

function reviewOf({ order }: ReadOrder, findings: Findings, labels: Labels): ReadReview {
  const status = order.flat().length < labels.size ? 'partial' : 'given'
  return { ...findings, status, order, isContradictory: isContradictory(order, findings.scores) }
}

function findingsIn(submission: JsonObject, labels: Labels): Findings {
  const entries = entriesOf(unpacked(submission.answers), labels)
  return {
    scores: byMember(entries, entry => {
      const scores = dimensions.flatMap(name => {
        const score = scoreOf(entry[name] ?? (isObject(entry.scores) ? entry.scores[name] : undefined))
        return score === undefined ? [] : [[name, score] as const]
      })
      return scores.length === 0 ? undefined : Object.fromEntries(scores)
    }),
    flaws: byMember(entries, entry => wordsOf(entry.fatal_flaw, longestFlaw)),
    suspected: entries.flatMap(([member, entry]) => (isYes(entry.injection_suspected) ? [member] : [])),
    critiques: byMember(entries, entry => wordsOf(entry.critique, longestCritique)),
  }
}

type Entry = readonly [member: string, entry: JsonObject]

/** A list whose entries name their label, or an object by label. Each answer once. */
function entriesOf(answers: unknown, labels: Labels): readonly Entry[] {
  const named: readonly (readonly [unknown, unknown])[] = Array.isArray(answers)
    ? answers.map(entry => [isObject(entry) ? entry.label : undefined, entry] as const)
    : Object.entries(isObject(answers) ? answers : {})
  const found = new Map<string, JsonObject>()
  for (const [name, entry] of named) {
    const label = typeof name === 'string' ? labelIn(name, labels) : undefined
    const member = label === undefined ? undefined : labels.get(label)
    if (member !== undefined && isObject(entry) && !found.has(member)) found.set(member, entry)
  }
  return [...found]
}

const byMember = <Value>(
  entries: readonly Entry[],
  read: (entry: JsonObject) => Value | undefined,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    entries.flatMap(([member, entry]) => {
      const value = read(entry)
      return value === undefined ? [] : [[member, value] as const]
    }),
  )

function scoreOf(value: unknown): number | undefined {
  const score = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof score === 'number' && score >= 1 && score <= 5 ? score : undefined
}

const wordsOf = (value: unknown, limit: number): string | undefined =>
  typeof value === 'string' && !isNothing(value) ? brief(value, limit) : undefined

const isNothing = (text: string): boolean =>
  /^\W*(?:none|null|no|nothing|false|n\/?a|undefined)?\W*$/i.test(text)

const isYes = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && /^\s*(?:true|yes)\b/i.test(value))
