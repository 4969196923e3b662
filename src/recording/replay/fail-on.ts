/** Which conditions a replay meets under which it counts as failed. */

import type { Condition } from './condition.ts'
import type { Result } from './job.ts'
import { dollarsOf, type Side } from './side.ts'
import { percentile } from './totals.ts'

/** One sentence for each condition that is met. `wire-diff` is of what is not sent, and never met here. */
export function conditionsMet(
  conditions: readonly Condition[],
  results: readonly Result[],
): readonly string[] {
  return conditions.flatMap(condition => sentenceOn(condition, results) ?? [])
}

function sentenceOn(condition: Condition, results: readonly Result[]): string | undefined {
  const those = (holds: (result: Result) => boolean, text: string): string | undefined => {
    const found = results.filter(holds)
    const numbers = [...new Set(found.map(({ job }) => `#${job.source.seq}`))]
    return found.length === 0 ? undefined : `${condition.name}: ${text} (${numbers.slice(0, 10).join(', ')})`
  }
  const isVerdict = (verdict: string) => (result: Result) => result.comparison.verdict === verdict
  switch (condition.name) {
    case 'error':
      return those(isVerdict('error'), 'there was no answer')
    case 'tool-diff':
      return those(isVerdict('tools-differ'), 'other tools were called')
    case 'stop-diff':
      return those(({ comparison }) => comparison.stop !== undefined, 'it stopped for another reason')
    case 'text-diff':
      return those(({ comparison }) => (comparison.similarity ?? 1) < 1, 'the text is another one')
    case 'schema':
      return those(({ comparison }) => comparison.schemaFaults.length > 0, 'a tool’s input has a fault')
    case 'slower':
      return slower(condition.factor, results)
    case 'costlier':
      return costlier(condition.factor, results)
    default:
      return undefined
  }
}

/** By the median: a single answer is slow by chance. */
function slower(factor: number, results: readonly Result[]): string | undefined {
  const [before, after] = inBoth(results, ({ outcome, timing }) =>
    outcome === 'answered' ? timing?.total : undefined,
  )
  const ratio = percentile(after, 50) / percentile(before, 50)
  return ratio > factor ? `slower: half of the answers took ${ratio.toFixed(2)} times as long` : undefined
}

function costlier(factor: number, results: readonly Result[]): string | undefined {
  const [before, after] = inBoth(results, dollarsOf).map(costs => costs.reduce((sum, cost) => sum + cost, 0))
  const isMore = after !== undefined && before !== undefined && after > before * factor
  const times = before ? `${((after ?? 0) / before).toFixed(2)} times` : 'something instead of nothing'
  return isMore ? `costlier: it cost ${times}` : undefined
}

/** Of the exchanges of which both sides tell it. */
function inBoth(
  results: readonly Result[],
  value: (side: Side) => number | undefined,
): [before: readonly number[], after: readonly number[]] {
  const pairs = results.flatMap(({ recorded, replayed }) => {
    const [before, after] = [value(recorded), value(replayed)]
    return before === undefined || after === undefined ? [] : [[before, after] as const]
  })
  return [pairs.map(([before]) => before), pairs.map(([, after]) => after)]
}
