/** Sends recorded requests again, once somebody has agreed, and says how the answers compare. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../core/log.ts'
import { packageVersion } from '../../core/version.ts'
import { conditionsMet } from '../../recording/replay/fail-on.ts'
import { routeName } from '../../recording/replay/job.ts'
import { perform } from '../../recording/replay/perform.ts'
import type { Plan } from '../../recording/replay/plan.ts'
import {
  answeredIn,
  continueResultFile,
  createResultFile,
  type ResultWriter,
} from '../../recording/replay/result-file.ts'
import { type RunClock, type RunEnd, runReplay } from '../../recording/replay/run.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { stopSignal } from '../stop-signal.ts'
import { createTerminalLog } from '../terminal-log.ts'
import { consent, ownTerminal } from './consent.ts'
import type { ReplayFlags } from './flags.ts'
import { Gate, hostOf } from './gate.ts'
import { notRunJson, resultJson, summaryJson } from './json.ts'
import { backendsWithoutKey } from './missing-keys.ts'
import { planFor, type ReplayParts } from './parts.ts'
import { planText } from './plan-text.ts'
import { type ProgressLine, progressLine } from './progress.ts'
import { notRunRow, resultRow, type TableShape } from './row.ts'
import { Sender } from './sender.ts'
import { openStage, type Stage } from './stage.ts'
import { summaryText } from './summary.ts'

const usualConcurrency = 4

export async function resend(parts: ReplayParts): Promise<number> {
  const { flags } = parts
  const [gate, sender] = [new Gate(), new Sender()]
  const progress = progressLine({
    write: text => void process.stderr.write(text),
    columns: process.stderr.isTTY ? process.stderr.columns : undefined,
    now: () => performance.now(),
    later,
  })
  const log = logAside(progress, flags)
  const stage = await openStage({ flags, gate, log, plugins: sender.plugins, isRehearsal: false })
  try {
    const doneOf = flags.resume === undefined ? undefined : await answeredIn(flags.resume)
    const plan = await planFor(parts, stage, sender, doneOf)
    showPlan(parts, stage, plan)
    if (plan.jobs.length === 0) return nothingLeft(plan)
    await refuseHopeless(plan, stage, flags)
    await consent({ plan, isGiven: flags.yes === true, ...ownTerminal() })
    const writer = await writerFor(flags, stage)
    // Nobody was asked about what costs nothing, so what plugins might ask besides stays here.
    gate.open(plan.isFree && !flags.yes ? freeHosts(plan, stage) : undefined)
    const end = await run({ parts, plan, stage, sender, progress, writer })
    return ending(end, flags)
  } finally {
    await stage.close()
  }
}

const logAside = (progress: ProgressLine, { verbose }: ReplayFlags): Log =>
  createTerminalLog({
    level: verbose ? 'debug' : 'warn',
    json: false,
    colors: colorsOf('stderr'),
    write: text => progress.aside(() => process.stderr.write(text)),
  })

function showPlan({ name, recording, flags }: ReplayParts, stage: Stage, plan: Plan): void {
  const { running, leftOut } = stage
  const facts = {
    plan,
    name,
    state: recording.state,
    running,
    leftOut,
    limits: limitsOf(flags),
    isDryRun: false,
  }
  process.stderr.write(planText(facts, colorsOf('stderr')))
}

/** Whatever is to be sent has been answered before, or nothing fits. */
function nothingLeft({ skipped }: Plan): number {
  if (skipped.some(({ reason }) => reason === 'answered before')) return exitCodes.ok
  throw new CommandError('there is nothing to send', exitCodes.usage)
}

/** What is known to fail, or cannot be kept within its limit, is said before anything is sent. */
async function refuseHopeless(plan: Plan, { gateway }: Stage, { maxCost }: ReplayFlags): Promise<void> {
  const names = plan.jobs.map(({ route }) => route.backend)
  const [missing] = await backendsWithoutKey(gateway, names)
  if (missing !== undefined) {
    throw new CommandError(
      `a recording holds no credentials, and the backend ${missing} has none of its own: set ANTHROPIC_API_KEY, or ` +
        '`apiKey` of the backend in the configuration',
      exitCodes.usage,
    )
  }
  if (maxCost !== undefined && plan.unpriced.length > 0) {
    throw new CommandError(
      `--max-cost cannot be kept: the price of ${plan.unpriced.join(', ')} is not known. Use --max-tokens, or set ` +
        '`price` in `modelFacts` of the configuration',
      exitCodes.usage,
    )
  }
}

const freeHosts = ({ jobs }: Plan, { gateway }: Stage): readonly string[] =>
  [...new Set(jobs.map(({ route }) => route.backend))].flatMap(
    name => hostOf(gateway.findBackend(name)?.address ?? '') ?? [],
  )

const limitsOf = ({ maxCost, maxTokens }: ReplayFlags) => ({
  ...(maxCost !== undefined && { dollars: maxCost }),
  ...(maxTokens !== undefined && { tokens: maxTokens }),
})

async function writerFor({ output, resume }: ReplayFlags, stage: Stage): Promise<ResultWriter | undefined> {
  if (resume !== undefined) return continueResultFile(resume)
  if (output === undefined) return undefined
  return createResultFile(output, {
    program: packageVersion(),
    run: randomBytes(4).toString('hex'),
    backend: stage.configuration.backend.name,
    plugins: stage.running,
  })
}

interface RunParts {
  readonly parts: ReplayParts
  readonly plan: Plan
  readonly stage: Stage
  readonly sender: Sender
  readonly progress: ProgressLine
  readonly writer: ResultWriter | undefined
}

async function run({ parts, plan, stage, sender, progress, writer }: RunParts): Promise<RunEnd> {
  const { flags } = parts
  const { set: patches = [], rate, concurrency } = flags
  const send = sender.sendThrough(stage.gateway, stage.priceOf)
  const stop = new AbortController()
  void stopSignal().then(() => {
    progress.aside(() => process.stderr.write('no more is sent; Ctrl-C again ends at once\n'))
    stop.abort()
  })
  const shape: TableShape = {
    isMatrix: new Set(plan.jobs.map(({ route }) => routeName(route))).size > 1,
    isRepeated: (flags.repeat ?? 1) > 1,
    columns: (process.stdout.isTTY && process.stdout.columns) || Number.POSITIVE_INFINITY,
  }
  const colors = colorsOf('stdout')
  try {
    return await runReplay({
      jobs: plan.jobs,
      perform: job => perform(job, { send, patches, writer }),
      concurrency: concurrency ?? (rate === undefined ? usualConcurrency : 1),
      ...(rate !== undefined && { perMinute: rate }),
      limits: limitsOf(flags),
      stop: stop.signal,
      clock,
      onProgress(now, news) {
        if (news) {
          const isResult = 'comparison' in news
          const row = isResult ? resultRow(news, shape, colors) : notRunRow(news, shape, colors)
          const line = isResult ? resultJson : notRunJson
          progress.aside(() => print(flags.json ? line(news as never) : row))
        }
        progress.show(now)
      },
    })
  } finally {
    progress.end()
    await writer?.close()
  }
}

const clock: RunClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
}

function later(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds)
  return () => clearTimeout(timer)
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)

function ending(end: RunEnd, { json, failOn = [], resume, output }: ReplayFlags): number {
  const met = conditionsMet(failOn, end.results)
  if (json) print(summaryJson(end, met))
  else process.stdout.write(summaryText({ end, met, file: resume ?? output }, colorsOf('stdout')))
  if (met.length > 0) return exitCodes.replay.failed
  if (end.stoppedBy === 'limit') return exitCodes.replay.limit
  const isWhole =
    end.left.length === 0 &&
    end.notRun.length === 0 &&
    end.results.every(({ replayed }) => replayed.outcome === 'answered')
  return isWhole ? exitCodes.ok : exitCodes.replay.unfinished
}
