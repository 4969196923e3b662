/** `--dry-run`: what today's configuration would send for the recorded requests. Nothing leaves this machine. */

import { RecordingError } from '../../recording/recording-error.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { createTerminalLog } from '../terminal-log.ts'
import { Gate } from './gate.ts'
import { planFor, type ReplayParts } from './parts.ts'
import { planText } from './plan-text.ts'
import { rehearsed } from './rehearsal.ts'
import { rehearsalJson, rehearsalText } from './rehearsal-text.ts'
import { Sender } from './sender.ts'
import { openStage } from './stage.ts'
import { Stopper } from './stopper.ts'
import { withoutNetwork } from './without-network.ts'

/**
 * Three things keep every request here: the plugin that stops it before its send, a gate that nobody opens, and a process that
 * cannot connect to anything.
 */
export const dryRun = (parts: ReplayParts): Promise<number> => withoutNetwork(() => rehearse(parts))

async function rehearse(parts: ReplayParts): Promise<number> {
  const { flags, name, recording } = parts
  const [sender, stopper] = [new Sender(), new Stopper()]
  const log = createTerminalLog({
    level: flags.verbose ? 'debug' : 'error',
    json: false,
    colors: colorsOf('stderr'),
  })
  const plugins = [...sender.plugins, stopper.plugin]
  const stage = await openStage({ flags, gate: new Gate(), log, plugins, isRehearsal: true })
  try {
    const plan = await planFor(parts, stage, sender)
    const { running, leftOut } = stage
    const facts = { plan, name, state: recording.state, running, leftOut, limits: {}, isDryRun: true }
    process.stderr.write(planText(facts, colorsOf('stderr')))
    if (plan.jobs.length === 0) throw new CommandError('there is nothing to send', exitCodes.usage)
    const send = sender.sendThrough(stage.gateway, stage.priceOf)
    const counts = { same: 0, different: 0, unknown: 0, damaged: 0 }
    for (const job of plan.jobs) {
      try {
        const rehearsal = await rehearsed(job, { send, stopper, patches: flags.set ?? [] })
        counts[kindOf(rehearsal)] += 1
        print(flags.json ? rehearsalJson(rehearsal) : rehearsalText(rehearsal, colorsOf('stdout')))
      } catch (thrown) {
        if (!(thrown instanceof RecordingError)) throw thrown
        counts.damaged += 1
        process.stderr.write(`#${job.source.seq}: ${thrown.message}\n`)
      }
    }
    print(flags.json ? JSON.stringify({ type: 'summary', ...counts }) : totalText(counts))
    const isFailed = counts.different > 0 && flags.failOn?.some(({ name: one }) => one === 'wire-diff')
    if (isFailed) return exitCodes.replay.failed
    return counts.damaged > 0 ? exitCodes.replay.unfinished : exitCodes.ok
  } finally {
    await stage.close()
  }
}

type Counts = Readonly<Record<'same' | 'different' | 'unknown' | 'damaged', number>>

const kindOf = ({ isDifferent, difference }: Awaited<ReturnType<typeof rehearsed>>) =>
  isDifferent ? 'different' : difference ? 'same' : 'unknown'

const totalText = ({ same, different, unknown, damaged }: Counts): string =>
  [
    `${same} as recorded`,
    `${different} different`,
    ...(unknown > 0 ? [`${unknown} with nothing to compare with`] : []),
    ...(damaged > 0 ? [`${damaged} damaged`] : []),
    'nothing was sent',
  ].join(' · ')

const print = (text: string): void => void process.stdout.write(`${text}\n`)
