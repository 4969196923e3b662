/** What the project asks of itself: how much dearer than the bare program of the same kind it may be. */
import type { ContenderName } from './contenders.ts'

export interface Target {
  readonly figure: string
  readonly contender: ContenderName
  readonly against: ContenderName
  /** Largest ratio of the two. */
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

export const targets: readonly Target[] = [
  ...all('translate+log', 'bare-translate', 1.2, requests),
  ...all('translate+log', 'bare-translate', 1.3, events),
  ...all('pass', 'bare-pass', 1.3, [...requests, ...events]),
  ...all('pass+log', 'bare-pass', 1.6, [...requests, ...events]),
  ...all('pass+log', 'bare-translate', 1.4, ['start']),
  ...all('pass+log', 'bare-translate', 1.3, ['memory rest']),
  ...all('translate+log', 'bare-translate', 1.4, ['start']),
  ...all('translate+log', 'bare-translate', 1.3, ['memory rest']),
]

/** Within the target, or over it. A ratio that meets the target is within it. */
export const verdict = (ratio: number, { most }: Pick<Target, 'most'>): 'met' | 'over' =>
  Math.round(ratio * 100) / 100 <= most ? 'met' : 'over'
