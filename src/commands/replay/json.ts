/** `--json`: a result as one object a line. The names here are documented and stay. */
import { promptTokens } from '../../anthropic/message.ts'
import { textOf } from '../../recording/replay/compare.ts'
import { type Job, type Result, routeName } from '../../recording/replay/job.ts'
import type { Loss } from '../../recording/replay/kept-results.ts'
import type { Skipped } from '../../recording/replay/plan.ts'
import type { NotRun, RunEnd } from '../../recording/replay/run.ts'
import { dollarsOf, type Side } from '../../recording/replay/side.ts'
import { toolCallsOf } from '../../recording/replay/tool-changes.ts'
import { totalsOf } from '../../recording/replay/totals.ts'

export const resultJson = ({ job, recorded, replayed, comparison }: Result): string =>
  JSON.stringify({
    type: 'result',
    ...jobJson(job),
    verdict: comparison.verdict,
    toolChanges: comparison.tools,
    similarity: comparison.similarity,
    stop: comparison.stop,
    thinking: comparison.thinking,
    schemaFaults: comparison.schemaFaults,
    recorded: sideJson(recorded),
    replayed: sideJson(replayed),
  })

export const notRunJson = ({ job, reason }: NotRun): string =>
  JSON.stringify({ type: 'not-sent', ...jobJson(job), reason })

/** Of what the plan leaves out; `target` is named only by jobs. */
export const skippedJson = ({ source, reason }: Skipped): string =>
  JSON.stringify({ type: 'not-sent', seq: source.seq, id: source.id, reason })

export interface SummaryFacts {
  readonly end: RunEnd
  readonly skipped: readonly Skipped[]
  /** Conditions of `--fail-on` that are met, a sentence each. */
  readonly met: readonly string[]
  readonly loss?: Loss | undefined
}

/** `notSent` counts the lines of that type. */
export const summaryJson = ({ end, skipped, met, loss }: SummaryFacts): string =>
  JSON.stringify({
    type: 'summary',
    ...totalsOf(end.results),
    notSent: skipped.length + end.notRun.length + end.left.length,
    left: end.left.length,
    stoppedBy: end.stoppedBy,
    unwritten: loss,
    failed: met,
  })

export const jobJson = ({ source, route, round }: Job) => ({
  seq: source.seq,
  id: source.id,
  target: routeName(route),
  round,
})

const sideJson = (side: Side) => ({
  outcome: side.outcome,
  stopReason: side.message?.stop_reason ?? undefined,
  text: textOf(side.message),
  tools: toolCallsOf(side.message),
  error: side.error,
  tokens: side.usage && { input: promptTokens(side.usage), output: side.usage.output_tokens },
  dollars: dollarsOf(side),
  plan: side.cost === 'plan' ? true : undefined,
  milliseconds: side.timing && { first: side.timing.firstEvent, total: side.timing.total },
})
