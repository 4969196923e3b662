/** A backend that answers without any model: it follows a few phrases, so that a first try needs no key and no network. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeCarrier } from '../../anthropic/carriers.ts'
import type { EventStream, StreamEvent } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Call, ModelInfo } from '../../core/backend.ts'
import { BlockWriter } from '../../wire/block-writer.ts'
import type { BackendFactory } from '../backend-factory.ts'
import { withoutNulls } from '../shared/asking.ts'
import { type Answer, answerTo } from './answer.ts'
import { answerTokens, cutTo, requestTokens, wordsOf } from './tokens.ts'

export interface DemoOptions {
  /**
   * Streams word by word as a quick model would. `false` sends all at once, as every answer that is not streamed;
   * a function waits in its own way. Default true.
   */
  readonly pace?: boolean | Wait
}

/** Waits some milliseconds; rejects when the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** What the client is told, so that it compacts as it would with a model. */
const contextWindow = 200_000

/** Answers to any model name. */
const models: readonly ModelInfo[] = [{ id: 'demo', displayName: 'Demo', contextWindow }]

/** Signs the demo's thinking, so that no other backend gives it to a model as the model's own. */
const signature = encodeCarrier('state', 'demo', null)

/**
 * The backend `demo`: no network, no key, the same answer to the same request.
 *
 * @example
 * defineConfig({ backend: 'demo', backends: { demo: demo({ pace: false }) } })
 */
export const demo =
  ({ pace = true }: DemoOptions = {}): BackendFactory =>
  ({ name }) => ({
    name,
    provider: 'demo',
    address: 'no network',
    model: 'demo',
    stream: (request, call) =>
      stream(withoutNulls(request), call, request.stream === true ? waitOf(pace) : undefined),
    countTokens: async request => ({ inputTokens: requestTokens(withoutNulls(request)), estimated: true }),
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
  const { wasCut, ...answer } = cutTo(request.max_tokens, answerTo(request))
  const usage = { input_tokens: requestTokens(request), output_tokens: 0 }
  const writer = new BlockWriter({ id: `msg_demo_${hash}`, model: request.model, usage })
  call.head({ status: 200, headers: {} })
  yield* writer.start()
  let position = 0
  for (const events of write(writer, answer, `toolu_demo_${hash}`)) {
    if (wait) await wait(pause(position++), call.signal)
    call.signal.throwIfAborted()
    yield* events
  }
  const output_tokens = Math.min(answerTokens(answer), request.max_tokens ?? Infinity)
  yield* writer.finish(wasCut ? 'max_tokens' : answer.call ? 'tool_use' : 'end_turn', { output_tokens })
}

/** The answer in small pieces: words, and the lines of a tool's input. */
function* write(writer: BlockWriter, { thinking, text, call }: Answer, id: string): Iterable<StreamEvent[]> {
  if (thinking !== undefined) {
    for (const word of wordsOf(thinking)) yield writer.thinking(word)
    yield writer.signature(signature)
  }
  for (const word of wordsOf(text)) yield writer.text(word)
  if (!call) return
  const json = JSON.stringify(call.input)
  for (const part of ['', ...(json.match(/[\s\S]{1,24}/g) ?? [])]) {
    yield writer.tool(id, { id, name: call.name }, part)
  }
}

/** Milliseconds, 15 to 30: uneven as a model's are, and the same at every run. */
const pause = (position: number): number => 15 + ((position * 7) % 16)

/** Tells conversations and their turns apart. */
const hashOf = ({ model, system, messages }: MessagesRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([model, system, messages]))
    .digest('hex')
    .slice(0, 20)
