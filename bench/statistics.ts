/** What is made of the figures of several rounds. */

/** The middle one; of an even count the mean of the two in the middle. Undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2
}

/** By nearest rank: the smallest value that `share` (0 to 1) of them do not exceed. Undefined of nothing. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
}

/** One value a round; undefined where the round has none. */
export type Rounds = readonly (number | undefined)[]

/**
 * `work` of two figures of each round that has both. Figures of one round were taken within seconds of each other,
 * so that what else the machine did at the time is in both of them.
 */
export const paired = (
  values: Rounds,
  others: Rounds,
  work: (value: number, other: number) => number,
): readonly number[] =>
  values.flatMap((value, round) => {
    const other = others[round]
    return value === undefined || other === undefined ? [] : [work(value, other)]
  })

export const known = (values: Rounds): readonly number[] => values.filter(value => value !== undefined)

export interface Ratio {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Median and range of the ratios of each round. Undefined where no round has both. */
export function pairedRatio(values: Rounds, others: Rounds): Ratio | undefined {
  const ratios = paired(values, others, (value, other) => value / other).filter(Number.isFinite)
  const middle = median(ratios)
  return middle === undefined
    ? undefined
    : { median: middle, least: Math.min(...ratios), most: Math.max(...ratios) }
}
