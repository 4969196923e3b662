/** What one recorded request would become on its way out today. */
import type { Attempt } from '../../core/backend.ts'
import type { Outcome } from '../../core/exchange.ts'
import type { Job } from '../../recording/replay/job.ts'
import type { Patch } from '../../recording/replay/patch.ts'
import type { Send } from '../../recording/replay/perform.ts'
import { preparedBytes } from '../../recording/replay/prepare.ts'
import {
  isDifferent,
  recordedWire,
  type WireContent,
  type WireDifference,
  wireBody,
  wireDifference,
} from '../../recording/replay/wire-difference.ts'
import type { Stopper } from './stopper.ts'

export interface Rehearsal {
  readonly job: Job
  /** What would be sent; absent where it comes to no send. */
  readonly request?: WireContent & {
    readonly method: string
    readonly headers: Attempt['request']['headers']
  }
  /** Absent where what was sent then is not recorded. */
  readonly difference?: WireDifference
  /** Why nothing would be sent. */
  readonly instead?: string
  /** Another request would be sent than then, or none. */
  readonly isDifferent: boolean
}

export interface RehearsalParts {
  readonly send: Send
  readonly stopper: Stopper
  readonly patches: readonly Patch[]
}

/** Throws a `RecordingError` where what was recorded is damaged. */
export async function rehearsed(job: Job, { send, stopper, patches }: RehearsalParts): Promise<Rehearsal> {
  const { source, stripsThinking } = job
  const recorded = await recordedWire(source)
  const { exchange, outcome } = await send(job, await preparedBytes(source, { patches, stripsThinking }))
  const attempt = stopper.caught(exchange.id)
  if (!attempt) return { job, instead: insteadOf(outcome), isDifferent: recorded !== undefined }
  const { method, url, headers } = attempt.request
  const request = { method, url, headers, model: attempt.model, body: wireBody(attempt.request) }
  if (!recorded) return { job, request, isDifferent: false }
  const difference = wireDifference(recorded, request)
  return { job, request, difference, isDifferent: isDifferent(difference) }
}

const insteadOf = ({ kind, error }: Outcome): string =>
  kind === 'answered' ? 'it would be answered without a send' : `it would fail: ${error?.message ?? kind}`
