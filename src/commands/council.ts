/** `claudecodex council`: several models answer one question, review each other, and one of them writes the answer. */
import { randomBytes } from 'node:crypto'
import type { Log } from '../core/log.ts'
import { convene } from '../council/convene.ts'
import { colorsOf } from './colors.ts'
import { wallClock } from './council/clock.ts'
import { estimateOf } from './council/estimate.ts'
import type { CouncilFlags } from './council/flags.ts'
import { callThrough, costsWith, pricesOf } from './council/gateway-call.ts'
import { pipedText } from './council/piped.ts'
import { planText } from './council/plan-text.ts'
import { type Question, readQuestion, requestFor } from './council/question.ts'
import { sitting } from './council/session.ts'
import { type CouncilStage, councilStage, openGateway } from './council/stage.ts'
import { type CouncilView, quietView, viewFor } from './council/view.ts'
import { exitCodes } from './exit-codes.ts'
import { stopSignal } from './stop-signal.ts'
import { createTerminalLog } from './terminal-log.ts'

/** Milliseconds between two looks of what is shown live. */
const frame = 100
/** Milliseconds for plugins to end what they do. */
const [patience, hurry] = [10_000, 100]

/** Throws a `ConfigError`, a `PluginStartError` or a `CommandError`. */
export async function council(words: readonly string[], flags: CouncilFlags): Promise<number> {
  const view = viewOf(flags)
  const log = logOf(view, flags)
  const stage = await councilStage(flags, log, randomBytes(4).toString('hex'))
  if (!flags.quiet) for (const notice of stage.configuration.notices) log.warn(notice)
  const question = await readQuestion({
    words,
    piped: () => pipedText(text => log.warn(text)),
    ...(flags.file && { files: flags.file }),
    ...(flags.system !== undefined && { system: flags.system }),
  })
  // From the plan on people know that it costs something to go on.
  const controller = new AbortController()
  void stopSignal().then(() => controller.abort(new Error('interrupted')))
  try {
    await sayPlan(stage, question, flags)
    if (flags.dryRun) return exitCodes.ok
    return await answered(stage, question, { flags, view, log, controller })
  } finally {
    stage.configuration.wire.close()
  }
}

const say = (text: string): void => void process.stderr.write(text)

const viewOf = ({ quiet }: CouncilFlags): CouncilView =>
  quiet
    ? quietView
    : viewFor({
        write: say,
        colors: colorsOf('stderr'),
        columns: process.stderr.isTTY && !process.env.CI ? process.stderr.columns : undefined,
        rows: process.stderr.rows,
        now: () => performance.now(),
      })

const logOf = (view: CouncilView, { verbose, quiet }: CouncilFlags): Log =>
  createTerminalLog({
    level: verbose ? 'debug' : quiet ? 'error' : 'warn',
    json: false,
    colors: colorsOf('stderr'),
    write: text => view.aside(() => say(text)),
  })

async function sayPlan(stage: CouncilStage, question: Question, flags: CouncilFlags): Promise<void> {
  const { council, resolved, chain } = stage
  if (flags.quiet && !flags.dryRun) return
  const estimate = await estimateOf(council, requestFor(question), pricesOf(chain))
  const { absent, notes } = resolved
  say(planText({ council, estimate, absent, notes }, colorsOf('stderr')))
  if (flags.dryRun && (flags.json || flags.jsonl)) {
    process.stdout.write(`${JSON.stringify({ council, estimate, absent, notes })}\n`)
  }
}

interface Terminal {
  readonly flags: CouncilFlags
  readonly view: CouncilView
  readonly log: Log
  readonly controller: AbortController
}

async function answered(stage: CouncilStage, question: Question, terminal: Terminal): Promise<number> {
  const { flags, view, log, controller } = terminal
  const gateway = await openGateway(stage, log)
  const drawing = setInterval(() => view.tick(), frame)
  try {
    return await sitting({
      flags,
      stage,
      question,
      request: requestFor(question),
      convene,
      parts: {
        call: callThrough(gateway),
        clock: wallClock,
        costOf: costsWith(pricesOf(stage.chain)),
      },
      signal: controller.signal,
      view,
      stdout: {
        write: text => void process.stdout.write(text),
        isTerminal: process.stdout.isTTY === true,
      },
      say,
      colors: colorsOf('stderr'),
      startedAt: new Date(),
      id: randomBytes(2).toString('hex'),
    })
  } finally {
    clearInterval(drawing)
    await gateway.close(controller.signal.aborted ? hurry : patience)
  }
}
