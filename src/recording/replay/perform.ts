/** One job from its recorded request to what is to be said of today's answer. */
import type { MessagesRequest, Tool } from '../../anthropic/request.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import { compared } from './compare.ts'
import type { Job, Result } from './job.ts'
import type { Patch } from './patch.ts'
import { preparedBytes } from './prepare.ts'
import type { Repeated, ResultWriter } from './result-file.ts'
import { recordedSide, type Side } from './side.ts'

/** Sends a request through today's configuration, once. Failures of the answer are in the outcome. */
export type Send = (job: Job, bytes: Buffer) => Promise<Omit<Repeated, 'request'>>

export interface PerformOptions {
  readonly send: Send
  readonly patches: readonly Patch[]
  readonly writer?: ResultWriter | undefined
}

/** Throws a `RecordingError` where what was recorded is damaged, or has no place for a change: nothing is sent then. */
export async function perform(job: Job, { send, patches, writer }: PerformOptions): Promise<Result> {
  const { source, stripsThinking } = job
  const recorded = await recordedSide(source)
  const request = await preparedBytes(source, { patches, stripsThinking })
  const repeated = await send(job, request)
  await writer?.write(source, { ...repeated, request })
  const replayed = sideOf(repeated)
  return { job, recorded, replayed, comparison: compared(recorded, replayed, await toolsOf(source)) }
}

function sideOf({ exchange, outcome, cost }: Omit<Repeated, 'request'>): Side {
  const { kind, error, message } = outcome
  return {
    outcome: kind,
    timing: exchange.timing,
    ...(message && { message, usage: message.usage }),
    ...(error && { error: { type: error.type, message: error.message } }),
    ...(cost && { cost }),
  }
}

async function toolsOf(source: RecordedExchange): Promise<readonly Tool[]> {
  const { tools }: Partial<MessagesRequest> = (await source.requestValue()) ?? {}
  return Array.isArray(tools) ? tools : []
}
