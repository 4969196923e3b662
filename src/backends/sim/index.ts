/** A backend of simulated models: they say what the council's simulation says, at its pace, with no key and no network. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventStream } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Call, ModelInfo, TokenCount } from '../../core/backend.ts'
import { simulatedAnswer } from '../../council/simulated/simulated-answer.ts'
import { BlockWriter } from '../../wire/block-writer.ts'
import type { BackendFactory } from '../backend-factory.ts'
import { withoutNulls } from '../shared/asking.ts'
import { roughCount } from '../shared/count.ts'

export interface SimOptions {
  /** Answers as slowly as models do. `false` sends all at once; a function waits in its own way. Default true. */
  readonly pace?: boolean | Wait
}

/** Waits some milliseconds; rejects when the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** Any name is a model; these are for a first try. */
const models: readonly ModelInfo[] = ['a', 'b', 'c'].map(id => ({ id, displayName: `Simulated ${id}` }))

/**
 * The backend `sim`: each name is a simulated model, which gives the same answer to the same request.
 *
 * @example
 * defineConfig({ backends: { sim: sim({ pace: false }) } })
 */
export const sim =
  ({ pace = true }: SimOptions = {}): BackendFactory =>
  ({ name }) => ({
    name,
    provider: 'sim',
    address: 'no network',
    model: 'a',
    stream: (request, call) => stream(withoutNulls(request), call, waitOf(pace)),
    countTokens: async request => counted(request),
    models: async () => models,
  })

const waitOf = (pace: boolean | Wait): Wait | undefined =>
  typeof pace === 'function' ? pace : pace ? waitForReal : undefined

const waitForReal: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
}

async function* stream(request: MessagesRequest, call: Call, wait: Wait | undefined): EventStream {
  call.signal.throwIfAborted()
  const hash = hashOf(request)
  const { text, toolCall, firstMs, totalMs, failure } = simulatedAnswer(request.model, request, hash)
  await wait?.(failure ? totalMs : firstMs, call.signal)
  call.signal.throwIfAborted()
  if (failure) throw failure
  const usage = { input_tokens: counted(request).inputTokens, output_tokens: 0 }
  const writer = new BlockWriter({ id: `msg_sim_${hash}`, model: request.model, usage })
  call.head({ status: 200, headers: {} })
  yield* writer.start()
  const words = text.match(/\s*\S+\s*/g) ?? []
  const step = Math.max(0, totalMs - firstMs) / Math.max(1, words.length)
  for (const word of words) {
    await wait?.(step, call.signal)
    call.signal.throwIfAborted()
    yield* writer.text(word)
  }
  const json = toolCall ? JSON.stringify(toolCall.input) : ''
  if (toolCall) yield* writer.tool('call', { id: `toolu_sim_${hash}`, name: toolCall.name }, json)
  const output_tokens = roughCount(text.length + json.length)
  yield* writer.finish(toolCall ? 'tool_use' : 'end_turn', { output_tokens })
}

const counted = (request: MessagesRequest): TokenCount => ({
  inputTokens: roughCount(JSON.stringify([request.system, request.messages]).length),
  estimated: true,
})

/** Tells conversations apart, and the models that are asked. */
const hashOf = ({ model, system, messages }: MessagesRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([model, system, messages]))
    .digest('hex')
    .slice(0, 20)
