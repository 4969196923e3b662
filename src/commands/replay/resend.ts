/** Sends recorded requests again, once somebody has agreed, and says how the answers compare. */
import { randomBytes } from 'node:crypto'
import type { Log } from '../../core/log.ts'
import { packageVersion } from '../../core/version.ts'
import { EarlierResults } from '../../recording/replay/earlier-results.ts'
import { conditionsMet } from '../../recording/replay/fail-on.ts'
import type { Plan } from '../../recording/replay/plan.ts'
import {
  continueResultFile,
  createResultFile,
  type ResultWriter,
} from '../../recording/replay/result-file.ts'
import { holdResults, refuseRecorded } from '../../recording/replay/results-hold.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { createTerminalLog } from '../terminal-log.ts'
import { consent, ownTerminal } from './consent.ts'
import type { ReplayFlags } from './flags.ts'
import { Gate, hostOf } from './gate.ts'
import { notRunJson, skippedJson, summaryJson } from './json.ts'
import { backendsWithoutKey } from './missing-keys.ts'
import { Output } from './output.ts'
import { planFor, type ReplayParts } from './parts.ts'
import { planText } from './plan-text.ts'
import { type ProgressLine, progressLine } from './progress.ts'
import { Sender } from './sender.ts'
import { limitsOf, type Sent, sendAll } from './sending.ts'
import { openStage, type Stage } from './stage.ts'
import { stopText, summaryText } from './summary.ts'

/** Throws a `RecordingError` where the file for the results is one that somebody else writes, or that is replayed. */
export async function resend(parts: ReplayParts): Promise<number> {
  const { flags, recording } = parts
  if (flags.output !== undefined) await refuseRecorded(flags.output, recording.files)
  const release = flags.resume === undefined ? undefined : await holdResults(flags.resume, recording.files)
  const output = new Output(process.stdout)
  try {
    return await resendTo(output, parts)
  } finally {
    output.close()
    await release?.()
  }
}

async function resendTo(output: Output, parts: ReplayParts): Promise<number> {
  const { flags, recording } = parts
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
    const earlier =
      flags.resume === undefined ? undefined : await EarlierResults.read(flags.resume, recording.exchanges)
    const plan = await planFor(parts, stage, sender, earlier?.doneOf)
    showPlan(parts, stage, plan, earlier)
    if (plan.jobs.length === 0) return await nothingLeft(plan, flags, output)
    await refuseHopeless(plan, stage, flags)
    await consent({ plan, isGiven: flags.yes === true, ...ownTerminal() })
    const writer = await writerFor(flags, stage)
    // Nobody was asked about what costs nothing, so what plugins might ask besides stays here.
    gate.open(plan.isFree && !flags.yes ? freeHosts(plan, stage) : undefined)
    if (flags.json) for (const one of plan.skipped) output.print(skippedJson(one))
    const sent = await sendAll({ flags, plan, stage, sender, progress, writer, output })
    return await ending(sent, plan, flags, output)
  } finally {
    await stage.close()
  }
}

function later(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds)
  return () => clearTimeout(timer)
}

const logAside = (progress: ProgressLine, { verbose }: ReplayFlags): Log =>
  createTerminalLog({
    level: verbose ? 'debug' : 'warn',
    json: false,
    colors: colorsOf('stderr'),
    write: text => progress.aside(() => process.stderr.write(text)),
  })

function showPlan(
  { name, recording, flags }: ReplayParts,
  stage: Stage,
  plan: Plan,
  earlier: EarlierResults | undefined,
): void {
  const { running, leftOut } = stage
  const facts = {
    plan,
    name,
    state: recording.state,
    running,
    leftOut,
    limits: limitsOf(flags),
    isDryRun: false,
    ...(earlier && { otherResults: earlier.ofOthers }),
  }
  process.stderr.write(planText(facts, colorsOf('stderr')))
}

/** Whatever is to be sent has been answered before, or nothing fits. */
async function nothingLeft(plan: Plan, flags: ReplayFlags, output: Output): Promise<number> {
  if (!plan.skipped.some(({ reason }) => reason === 'answered before'))
    throw new CommandError('there is nothing to send', exitCodes.usage)
  if (!flags.json) return exitCodes.ok
  for (const one of plan.skipped) output.print(skippedJson(one))
  return ending({ end: { results: [], notRun: [], left: [] } }, plan, flags, output)
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

async function ending({ end, loss }: Sent, plan: Plan, flags: ReplayFlags, output: Output): Promise<number> {
  const { json, failOn = [], resume, output: file } = flags
  const met = conditionsMet(failOn, end.results)
  if (json) {
    for (const job of end.left) output.print(notRunJson({ job, reason: stopText(end.stoppedBy) }))
    output.print(summaryJson({ end, skipped: plan.skipped, met, loss }))
  } else output.write(summaryText({ end, met, file: resume ?? file, loss }, colorsOf('stdout')))
  await output.flush()
  if (met.length > 0) return exitCodes.replay.failed
  if (end.stoppedBy === 'limit') return exitCodes.replay.limit
  const isWhole =
    output.isRead &&
    !loss &&
    end.left.length === 0 &&
    end.notRun.length === 0 &&
    end.results.every(({ replayed }) => replayed.outcome === 'answered')
  return isWhole ? exitCodes.ok : exitCodes.replay.unfinished
}
