/** Carries out a plan: a row for each result, the progress, and what ends it early. */
import { setTimeout as sleep } from 'node:timers/promises'
import { routeName } from '../../recording/replay/job.ts'
import { KeptResults, type Loss } from '../../recording/replay/kept-results.ts'
import { perform } from '../../recording/replay/perform.ts'
import type { Plan } from '../../recording/replay/plan.ts'
import type { ResultWriter } from '../../recording/replay/result-file.ts'
import { type RunClock, type RunEnd, type RunLimits, runReplay } from '../../recording/replay/run.ts'
import { colorsOf } from '../colors.ts'
import { stopSignal } from '../stop-signal.ts'
import type { ReplayFlags } from './flags.ts'
import { notRunJson, resultJson } from './json.ts'
import type { Output } from './output.ts'
import type { ProgressLine } from './progress.ts'
import { notRunRow, resultRow, type TableShape } from './row.ts'
import type { Sender } from './sender.ts'
import type { Stage } from './stage.ts'

const usualConcurrency = 4

export interface SendingParts {
  readonly flags: ReplayFlags
  readonly plan: Plan
  readonly stage: Stage
  readonly sender: Sender
  readonly progress: ProgressLine
  readonly writer: ResultWriter | undefined
  readonly output: Output
}

export interface Sent {
  readonly end: RunEnd
  /** What the file of results did not take. */
  readonly loss?: Loss | undefined
}

export const limitsOf = ({ maxCost, maxTokens }: ReplayFlags): RunLimits => ({
  ...(maxCost !== undefined && { dollars: maxCost }),
  ...(maxTokens !== undefined && { tokens: maxTokens }),
})

export async function sendAll(parts: SendingParts): Promise<Sent> {
  const { flags, plan, stage, sender, progress, output } = parts
  const { set: patches = [], rate, concurrency } = flags
  const send = sender.sendThrough(stage.gateway, stage.priceOf)
  const stop = new AbortController()
  const stopFor = (reason: string) => (): void => {
    progress.aside(() => process.stderr.write(`${reason}\n`))
    stop.abort()
  }
  void stopSignal().then(stopFor('no more is sent; Ctrl-C again ends at once'))
  output.onUnread(stopFor(unreadText(flags)))
  const kept =
    parts.writer && new KeptResults(parts.writer, stopFor('results cannot be written: no more is sent'))
  const end = await runReplay({
    jobs: plan.jobs,
    perform: job => perform(job, { send, patches, writer: kept }),
    concurrency: concurrency ?? (rate === undefined ? usualConcurrency : 1),
    ...(rate !== undefined && { perMinute: rate }),
    limits: limitsOf(flags),
    stop: stop.signal,
    clock,
    onProgress: reporter(parts),
  }).finally(async () => {
    progress.end()
    await kept?.close()
  })
  return { end, loss: kept?.loss }
}

const unreadText = ({ resume, output = resume }: ReplayFlags): string =>
  `nobody reads the results any more: no more is sent${output === undefined ? '' : `; --resume ${output} goes on`}`

function reporter({
  flags,
  plan,
  progress,
  output,
}: SendingParts): NonNullable<Parameters<typeof runReplay>[0]['onProgress']> {
  const shape: TableShape = {
    isMatrix: new Set(plan.jobs.map(({ route }) => routeName(route))).size > 1,
    isRepeated: (flags.repeat ?? 1) > 1,
    columns: (process.stdout.isTTY && process.stdout.columns) || Number.POSITIVE_INFINITY,
  }
  const colors = colorsOf('stdout')
  return (now, news) => {
    if (news) {
      const isResult = 'comparison' in news
      const row = isResult ? resultRow(news, shape, colors) : notRunRow(news, shape, colors)
      const line = isResult ? resultJson : notRunJson
      progress.aside(() => output.print(flags.json ? line(news as never) : row))
    }
    progress.show(now)
  }
}

const clock: RunClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
}
