/** Scores by each reviewer's own measure: one is strict, another kind, and only the differences within a ballot tell. */
import type { Ballot } from './ballots.ts'

/** From so many on, the highest and the lowest are left out. */
const enoughToTrim = 4

interface Measure {
  readonly z: number
  readonly weight: number
}

/** By answer: the mean in standard deviations; null where nobody has scored it beside another. */
export function meanMeasures(ballots: readonly Ballot[], count: number): readonly (number | null)[] {
  return measures(ballots, count).map(given => meanOf(given.length >= enoughToTrim ? trimmed(given) : given))
}

/**
 * 0 and up: how much larger the variance between reviewers of the same answer is than that between answers. 1 where it is
 * not known.
 */
export function noiseOf(ballots: readonly Ballot[], count: number): number {
  const several = measures(ballots, count).filter(given => given.length > 1)
  if (several.length === 0) return 1
  const variance = several.reduce((sum, given) => sum + varianceOf(given), 0) / several.length
  // A measure has variance 1 in all: what is not between reviewers is between answers.
  return variance / Math.max(1 - variance, 0.05)
}

function measures(ballots: readonly Ballot[], count: number): readonly (readonly Measure[])[] {
  const found: Measure[][] = Array.from({ length: count }, () => [])
  for (const { totals, weightOf } of ballots) {
    if (totals.size < 2) continue
    const values = [...totals.values()]
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    for (const [answer, total] of totals) {
      const z = deviation < 1e-9 ? 0 : (total - mean) / deviation
      found[answer]?.push({ z, weight: weightOf(answer) })
    }
  }
  return found
}

/** Equal ones in the order of their weights: whose review came first must not matter. */
const trimmed = (given: readonly Measure[]): readonly Measure[] =>
  [...given].sort((one, other) => one.z - other.z || one.weight - other.weight).slice(1, -1)

function meanOf(given: readonly Measure[]): number | null {
  const weight = given.reduce((sum, measure) => sum + measure.weight, 0)
  return weight > 0 ? given.reduce((sum, measure) => sum + measure.z * measure.weight, 0) / weight : null
}

function varianceOf(given: readonly Measure[]): number {
  const mean = given.reduce((sum, { z }) => sum + z, 0) / given.length
  return given.reduce((sum, { z }) => sum + (z - mean) ** 2, 0) / (given.length - 1)
}
