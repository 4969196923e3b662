/** What the project asks of itself: how much dearer than the bare program of the same kind it may be. */
import type { ContenderName } from './contenders.ts'

export interface Target {
  readonly figure: string
  readonly contender: ContenderName
  /** Absent where the figure is a share by itself. */
  readonly against?: ContenderName
  /** The figure of the other, where it is not the same. */
  readonly base?: string
  /** Largest ratio of the two, or share. */
  readonly most: number
}

const all = (
  contender: ContenderName,
  against: ContenderName,
  most: number,
  figures: readonly string[],
): readonly Target[] => figures.map(figure => ({ figure, contender, against, most }))

const requests = ['cpu 150 KB', 'cpu 1 MB']
const events = ['cpu event burst', 'cpu event each', 'cpu event slow']
const fastEvents = ['cpu event burst', 'cpu event each']

export const targets: readonly Target[] = [
  ...all('translate+log', 'bare-translate', 1.2, requests),
  ...all('translate+log', 'bare-translate', 1.3, events),
  ...all('pass', 'bare-pass', 1.3, [...requests, ...events]),
  ...all('pass+log', 'bare-pass', 1.6, [...requests, ...events]),
  ...all('pass+log', 'bare-translate', 1.4, ['start']),
  ...all('pass+log', 'bare-translate', 1.3, ['memory rest']),
  ...all('translate+log', 'bare-translate', 1.4, ['start']),
  ...all('translate+log', 'bare-translate', 1.3, ['memory rest']),
  ...all('pass+record', 'pass+log', 1.08, ['cpu 150 KB', 'cpu turn']),
  ...all('translate+record', 'translate+log', 1.08, ['cpu 150 KB', 'cpu turn']),
  ...all('pass+record', 'pass+log', 1.05, ['first token']),
  ...all('translate+record', 'translate+log', 1.05, ['first token']),
  { figure: 'packed share', contender: 'direct', most: 0.04 },
  { figure: 'cpu council', contender: 'direct', most: 5 },
  { figure: 'list time', contender: 'direct', most: 3 },
  { figure: 'list memory', contender: 'direct', most: 300 },
  ...all('pass+record', 'bare-translate', 1.4, ['start']),
  ...all('pass+record', 'bare-translate', 1.3, ['memory rest']),
  ...all('translate+event', 'translate', 1.1, fastEvents),
  ...all('translate+hooks', 'translate', 1.4, fastEvents),
  ...all('pass+event', 'pass', 1.1, fastEvents),
  ...all('pass+hooks', 'pass', 1.4, fastEvents),
  ...all('pass+idle', 'pass', 1.1, ['cpu 1 KB', 'cpu 150 KB']),
  { figure: 'paced share', contender: 'pass+ten', most: 0.1 },
  { figure: 'paced share', contender: 'translate+ten', most: 0.1 },
  { figure: 'paced share', contender: 'pass+hidden', most: 0.05 },
  ...all('pass+redact', 'pass+look', 1.3, requests),
  ...all('pass+hidden', 'pass+rewrite', 1.3, requests),
  { figure: 'scan again', contender: 'direct', against: 'direct', base: 'parse 1 MB', most: 1 },
  { figure: 'scan first', contender: 'direct', against: 'direct', base: 'parse 1 MB', most: 1 },
]

/** Within the target, or over it. A ratio that meets the target is within it. */
export const verdict = (ratio: number, { most }: Pick<Target, 'most'>): 'met' | 'over' =>
  Math.round(ratio * 100) / 100 <= most ? 'met' : 'over'
