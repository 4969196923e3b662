/** What `run` says when its client has gone. */
import type { ChalkInstance } from 'chalk'
import { shortPath } from './banner.ts'
import type { Counts, Totals } from './tally.ts'

export interface SummaryInput {
  readonly totals: Totals
  /** Milliseconds the client ran. */
  readonly duration: number
  readonly backend: string
  /** What the program had to say while the terminal was the client's. */
  readonly notes: Counts
  /** The file of the recording, where there is one. */
  readonly recording?: string | undefined
  readonly colors: ChalkInstance
}

const shown = 5
const lineLimit = 160

/** A few lines for stderr; one where no exchange has passed. */
export function summaryText(input: SummaryInput): string {
  const { totals, colors } = input
  const { answered, failed, aborted, tokens } = totals
  const all = answered + failed + aborted
  const title = [
    colors.bold('claudecodex'),
    `${counted(all, 'exchange')} in ${durationText(input.duration)}`,
    input.backend,
    ...(failed ? [colors.red(`${failed} failed`)] : []),
    ...(aborted ? [colors.yellow(`${aborted} aborted`)] : []),
  ].join(colors.dim(' · '))
  if (all === 0) return [title, ...problems(input)].map(line => `${line}\n`).join('')

  const cache = [
    ...(tokens.cached ? [`${grouped(tokens.cached)} cached`] : []),
    ...(tokens.written ? [`${grouped(tokens.written)} written to the cache`] : []),
  ]
  const input_ = `${grouped(tokens.input)} in${cache.length ? ` (${cache.join(', ')})` : ''}`
  return [
    title,
    row(colors, 'models', times(totals.models)),
    row(colors, 'tokens', `${input_}, ${grouped(tokens.output)} out`),
    ...(totals.tools.size ? [row(colors, 'tools', times(totals.tools))] : []),
    ...(input.recording === undefined ? [] : [row(colors, 'record', shortPath(input.recording))]),
    ...problems(input),
  ]
    .map(line => `${line}\n`)
    .join('')
}

const problems = ({ totals, notes, colors }: SummaryInput): readonly string[] => [
  ...listed(totals.errors).map(text => row(colors, 'error', colors.red(text))),
  ...listed(totals.warnings).map(text => row(colors, 'warning', colors.yellow(text))),
  ...listed(notes).map(text => row(colors, 'note', text)),
]

const row = (colors: ChalkInstance, name: string, text: string): string =>
  `  ${colors.dim(name.padEnd(8))} ${text}`

const byCount = (counts: Counts): readonly (readonly [string, number])[] =>
  [...counts].sort(([, one], [, other]) => other - one)

const times = (counts: Counts): string =>
  byCount(counts)
    .map(([name, count]) => `${name} ×${count}`)
    .join(', ')

function listed(counts: Counts): readonly string[] {
  const lines = byCount(counts)
    .slice(0, shown)
    .map(([text, count]) => oneLine(text) + (count > 1 ? ` (×${count})` : ''))
  return counts.size > shown ? [...lines, `and ${counts.size - shown} more kinds`] : lines
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > lineLimit ? `${line.slice(0, lineLimit - 1)}…` : line
}

const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`

const grouped = (count: number): string => count.toLocaleString('en-US')

/** Milliseconds as `840 ms`, `12 s`, `3 min 12 s` or `2 h 5 min`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
