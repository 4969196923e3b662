/** A whole replay in figures, each beside the one of the recorded run. */
import { promptTokens } from '../../anthropic/message.ts'
import { type Verdict, verdicts } from './compare.ts'
import type { Result } from './job.ts'
import { dollarsOf, type Side } from './side.ts'

export interface Figures {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Absent where nobody knows it of a single one. */
  readonly dollars?: number
  /** Answers whose cost is not known, or not in dollars. */
  readonly unpriced: number
  /** Milliseconds; absent without a single answer. */
  readonly time?: { readonly p50: number; readonly p95: number }
  readonly firstEvent?: { readonly p50: number }
}

export interface Totals {
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly recorded: Figures
  readonly replayed: Figures
}

export function totalsOf(results: readonly Result[]): Totals {
  const counts = Object.fromEntries(verdicts.map(verdict => [verdict, 0])) as Record<Verdict, number>
  for (const { comparison } of results) counts[comparison.verdict] += 1
  return {
    verdicts: counts,
    recorded: figuresOf(results.map(({ recorded }) => recorded)),
    replayed: figuresOf(results.map(({ replayed }) => replayed)),
  }
}

function figuresOf(sides: readonly Side[]): Figures {
  const usages = sides.flatMap(({ usage }) => (usage ? [usage] : []))
  const costs = sides.flatMap(side => dollarsOf(side) ?? [])
  const answered = sides.filter(({ outcome }) => outcome === 'answered')
  const times = answered.flatMap(({ timing }) => timing?.total ?? [])
  const firsts = answered.flatMap(({ timing }) => timing?.firstEvent ?? [])
  return {
    inputTokens: usages.reduce((sum, usage) => sum + promptTokens(usage), 0),
    outputTokens: usages.reduce((sum, usage) => sum + usage.output_tokens, 0),
    ...(costs.length > 0 && { dollars: costs.reduce((sum, cost) => sum + cost, 0) }),
    unpriced: sides.filter(side => side.outcome === 'answered' && dollarsOf(side) === undefined).length,
    ...(times.length > 0 && { time: { p50: percentile(times, 50), p95: percentile(times, 95) } }),
    ...(firsts.length > 0 && { firstEvent: { p50: percentile(firsts, 50) } }),
  }
}

/** Nearest rank: a value that has really been there. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
}
