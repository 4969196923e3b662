/** The difference of two requests in words. */
import type { ChalkInstance } from 'chalk'
import { cut } from '../../../plugins/log/text.ts'
import type { InputMessage } from '../../anthropic/request.ts'
import {
  hasToolChange,
  isOnlyAppended,
  type MessageChange,
  type RequestDifference,
  type TextChange,
  type ValueChange,
} from '../../recording/request-difference.ts'
import { shownLine, shownLines } from './shown.ts'

const labelWidth = 10
const mostLines = 12
const longestValue = 160

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** One sentence on the whole. */
export function summaryOf(difference: RequestDifference): string {
  const { tools, system, parameters, messages, marks } = difference
  const { common, removed, added, commonEnd } = messages
  if (isOnlyAppended(difference)) {
    const moved = marks.added.length + marks.removed.length > 0 ? '; the marks of the cache moved' : ''
    if (added.length === 0) return `nothing changed${moved}`
    return `only ${counted(added.length, 'message')} appended to ${common}: ${added.map(({ message }) => briefly(message)).join(', ')}${moved}`
  }
  const what = [
    ...(hasToolChange(tools) ? ['tools'] : []),
    ...(system.length > 0 ? ['the system prompt'] : []),
    ...(parameters.length > 0 ? parameters.map(({ name }) => shownLine(name)) : []),
    ...(removed.length > 0 || commonEnd > 0
      ? [`messages from ${removed[0]?.at ?? `/messages/${common}`} on`]
      : added.length > 0
        ? [`${counted(added.length, 'message')} appended`]
        : []),
  ]
  return `changed: ${what.join(', ')}`
}

export function differenceLines(
  { tools, system, parameters, messages, marks }: RequestDifference,
  colors: ChalkInstance,
): readonly string[] {
  const look = new Look(colors)
  return [
    ...tools.removed.map(name => look.gone('tools', name)),
    ...tools.added.map(name => look.come('tools', name)),
    ...tools.changed.map(({ name, fields }) => look.said('tools', `${name}: ${fields.join(', ')}`)),
    ...(tools.isReordered ? [look.said('tools', 'the same tools in another order')] : []),
    ...system.flatMap(change => systemLines(change, look)),
    ...parameters.flatMap(change => parameterLines(change, look)),
    ...messageLines(messages, look),
    ...marks.removed.map(at => look.gone('marks', at)),
    ...marks.added.map(at => look.come('marks', at)),
  ]
}

class Look {
  readonly #colors: ChalkInstance

  constructor(colors: ChalkInstance) {
    this.#colors = colors
  }

  gone(label: string, text: string): string {
    return this.#row(label, this.#colors.red(`- ${shownLine(text)}`))
  }

  come(label: string, text: string): string {
    return this.#row(label, this.#colors.green(`+ ${shownLine(text)}`))
  }

  said(label: string, text: string): string {
    return this.#row(label, `~ ${shownLine(text)}`)
  }

  quiet(label: string, text: string): string {
    return this.#row(label, this.#colors.dim(`  ${text}`))
  }

  #row(label: string, text: string): string {
    return `  ${this.#colors.dim(label.padEnd(labelWidth))} ${text}`
  }
}

function systemLines({ at, before, after }: TextChange, look: Look): readonly string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const most = Math.min(old.length, fresh.length)
  let start = 0
  while (start < most && old[start] === fresh[start]) start += 1
  let end = 0
  while (end < most - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1
  const place = old.length > 0 && fresh.length > 0 ? `${at}, line ${start + 1}` : at
  const [gone, come] = aroundDifference(
    old.slice(start, old.length - end),
    fresh.slice(start, fresh.length - end),
  )
  return [
    look.said('system', place),
    ...some(gone, line => look.gone('', line), look),
    ...some(come, line => look.come('', line), look),
  ]
}

/** Characters that are shown of what a line has in common with its other version. */
const context = 40

/** Of lines that stand for each other only where they differ: the beginning of a long one may be all that would be seen. */
function aroundDifference(
  old: readonly string[],
  fresh: readonly string[],
): readonly [readonly string[], readonly string[]] {
  const starts = old.map((line, index) => Math.max(0, sharedLength(line, fresh[index] ?? '') - context))
  const shorten = (line: string, index: number): string => {
    const start = starts[index] ?? 0
    return start === 0 || line.length <= longestValue ? line : `…${line.slice(start)}`
  }
  return [old.map(shorten), fresh.map(shorten)]
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

const linesOf = (text: string | undefined): readonly string[] => (text === undefined ? [] : shownLines(text))

function some(lines: readonly string[], show: (line: string) => string, look: Look): readonly string[] {
  const shown = lines.slice(0, mostLines).map(line => show(cut(line, longestValue)))
  const more = lines.length - shown.length
  return more > 0 ? [...shown, look.quiet('', `… ${counted(more, 'line')} more`)] : shown
}

const parameterLines = ({ name, before, after }: ValueChange, look: Look): readonly string[] => [
  ...(before === undefined ? [] : [look.gone('parameter', `${name}: ${valueText(before)}`)]),
  ...(after === undefined ? [] : [look.come('parameter', `${name}: ${valueText(after)}`)]),
]

const valueText = (value: unknown): string => cut(shownLine(JSON.stringify(value)), longestValue)

function messageLines(
  { common, removed, added, commonEnd }: RequestDifference['messages'],
  look: Look,
): readonly string[] {
  if (removed.length + added.length === 0) return []
  const line = ({ at, message }: MessageChange): string => `${at} ${briefly(message)}`
  return [
    look.quiet('messages', `${counted(common, 'message')} the same`),
    ...some(removed.map(line), text => look.gone('', text), look),
    ...some(added.map(line), text => look.come('', text), look),
    ...(commonEnd > 0 ? [look.quiet('', `${counted(commonEnd, 'message')} at the end the same`)] : []),
  ]
}

/** `assistant (text, Bash)`, `user (2 results)`. */
function briefly({ role, content }: InputMessage): string {
  if (typeof content === 'string' || !Array.isArray(content)) return `${role} (text)`
  const counts = new Map<string, number>()
  for (const block of content) {
    const name = blockName(block)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return `${shownLine(role)} (${[...counts].map(([name, count]) => (count > 1 ? `${count} × ${name}` : name)).join(', ')})`
}

function blockName(block: { readonly type: string; readonly name?: unknown }): string {
  if (block.type === 'tool_result') return 'result'
  return shownLine(typeof block.name === 'string' ? block.name : String(block.type))
}
