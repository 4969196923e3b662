/** What every kind of replay begins with: the exchanges that are meant, today's stage for them, and the plan. */

import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { Recording } from '../../recording/recording.ts'
import { type Plan, planReplay } from '../../recording/replay/plan.ts'
import { preparedBytes } from '../../recording/replay/prepare.ts'
import type { ReplayFlags } from './flags.ts'
import type { Sender } from './sender.ts'
import { routeOf, type Stage, targetsOf } from './stage.ts'

export interface ReplayParts {
  readonly flags: ReplayFlags
  /** As it was named on the command line. */
  readonly name: string
  readonly recording: Recording
  readonly exchanges: readonly RecordedExchange[]
}

type Done = NonNullable<Parameters<typeof planReplay>[0]['doneOf']>

/** Throws a `CommandError` or a `ConfigError` where a target cannot be asked at all. */
export function planFor(
  { flags, exchanges }: ReplayParts,
  stage: Stage,
  sender: Sender,
  doneOf?: Done,
): Promise<Plan> {
  const { set: patches = [], repeat, stripThinking } = flags
  const asked = ({ open }: RecordedExchange): Buffer =>
    Buffer.from(JSON.stringify({ model: open.asked.model }))
  return planReplay({
    exchanges,
    targets: targetsOf(flags.to ?? [], stage.gateway),
    priceOf: stage.priceOf,
    // Where the target is named nothing but the model of a request counts, and reading them all would take a while.
    routeOf: async (source, target) => {
      const isKnown = target.model !== undefined && patches.length === 0
      const bytes = isKnown ? asked(source) : await preparedBytes(source, { patches, stripsThinking: false })
      return routeOf(stage, sender, { source, target, bytes })
    },
    ...(flags.dryRun !== true && repeat !== undefined && { repeat }),
    ...(stripThinking !== undefined && { stripThinking }),
    ...(doneOf && { doneOf }),
  })
}
