/** How much is measured. */
import type { BodySize } from './bodies.ts'

/** How much of everything a sample holds. */
export interface Amounts {
  readonly requests: Readonly<Record<BodySize, number>>
  readonly firsts: number
  readonly bursts: number
  readonly singles: number
  /** Requests at each concurrency. */
  readonly rate: number
  /** Events of each slow stream. */
  readonly slowEvents: number
  /** Requests before memory is looked at. */
  readonly memory: number
  /** What is asked before anything is measured, so that it is compiled by then. */
  readonly warmUp: { readonly requests: Readonly<Record<BodySize, number>>; readonly streams: number }
}

export const fullAmounts: Amounts = {
  requests: { '1 KB': 150, '150 KB': 60, '1 MB': 16 },
  firsts: 15,
  bursts: 20,
  singles: 3,
  rate: 300,
  slowEvents: 100,
  memory: 2_000,
  warmUp: { requests: { '1 KB': 2_000, '150 KB': 300, '1 MB': 60 }, streams: 40 },
}

export const quickAmounts: Amounts = {
  requests: { '1 KB': 80, '150 KB': 16, '1 MB': 6 },
  firsts: 8,
  bursts: 2,
  singles: 1,
  rate: 150,
  slowEvents: 20,
  memory: 300,
  warmUp: { requests: { '1 KB': 300, '150 KB': 20, '1 MB': 5 }, streams: 3 },
}
