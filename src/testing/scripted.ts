/** A backend that says what a test tells it to, and keeps what it was asked. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, InternalError } from '../anthropic/errors.ts'
import type { EventStream, StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import { splitAtError } from '../anthropic/sse.ts'
import { requestTokens } from '../backends/demo/tokens.ts'
import type { Backend, Call, WireRequest } from '../core/backend.ts'
import { Batch, eventsOf } from '../core/batch.ts'
import { frames } from '../wire/sse.ts'
import { deepFreeze, frozen } from './freeze.ts'
import { events } from './messages.ts'

/**
 * What one call is answered with: a text, a message, events, the raw bytes of an event stream (in one read or several), a
 * failure, a stream of the test's own, or one JSON body. A failure at the end of a list breaks the stream off there.
 */
export type ScriptedContent =
  | string
  | Message
  | readonly (StreamEvent | ApiError)[]
  | Uint8Array
  | readonly (Uint8Array | ApiError)[]
  | ApiError
  | EventStream
  | WholeAnswer

/** An answer that comes as one JSON body, from an upstream that does not stream. */
export interface WholeAnswer {
  readonly body: Message | Uint8Array
}

export interface DelayedAnswer {
  readonly answer: ScriptedContent
  /** Milliseconds before the first event. */
  readonly before?: number
  /** Milliseconds before each event or read after it. */
  readonly between?: number
}

export type ScriptedAnswer =
  | ScriptedContent
  | DelayedAnswer
  | ((asked: MessagesRequest, call: Call) => ScriptedContent | DelayedAnswer)

export interface ScriptedOptions {
  /** Default `scripted`. */
  readonly name?: string
  /** Labels of the credentials that it could sign with; which one it would have used stands in the exchange's attempts. */
  readonly keys?: readonly string[]
  /** Gives the last answer to every further call. Without it a call too many fails. */
  readonly repeat?: boolean
  /** What it counts in every request. Default: an estimate of its own. */
  readonly tokens?: number
}

export interface ScriptedBackend extends Backend {
  /** The requests as they came out of the plugins, in order. */
  readonly requests: readonly MessagesRequest[]
  /** What would have gone over the wire after every `beforeAttempt`, in order. */
  readonly sent: readonly WireRequest[]
}

/**
 * A backend with one answer for each call. Requests and events are frozen. Each call is an attempt, so that
 * `beforeAttempt` and `afterAttempt` run; its request has the shape of Anthropic's own API.
 *
 * Throws an `InternalError` into the call for which no answer is left.
 *
 * @example
 * const backend = scripted([new OverloadedError('busy'), 'Here I am'])
 * const { message } = await runPlugin(retry(), { upstream: backend })
 * expect(backend.requests).to.have.length(2)
 */
export function scripted(answers: readonly ScriptedAnswer[], options: ScriptedOptions = {}): ScriptedBackend {
  const { name = 'scripted', repeat = false, keys = [], tokens } = options
  const requests: MessagesRequest[] = []
  const sent: WireRequest[] = []
  const keep: Keep = { sent, keys }
  const answerAt = (position: number): ScriptedAnswer => {
    const answer = answers[position] ?? (repeat ? answers.at(-1) : undefined)
    if (answer !== undefined) return answer
    throw new InternalError(
      `${name} has ${answers.length} answers and was asked ${position + 1} times; give it more, or \`repeat: true\``,
    )
  }
  return {
    name,
    requests,
    sent,
    stream: (asked, call) => {
      const position = requests.push(deepFreeze(structuredClone(asked))) - 1
      return frozen(eventsOf(answered(() => answerAt(position), asked, call, keep)))
    },
    countTokens: async asked =>
      tokens === undefined
        ? { inputTokens: requestTokens(asked), estimated: true }
        : { inputTokens: tokens, estimated: false },
  }
}

const url = 'https://upstream.example/v1/messages'

interface Keep {
  readonly sent: WireRequest[]
  readonly keys: readonly string[]
}

async function* answered(
  find: () => ScriptedAnswer,
  asked: MessagesRequest,
  call: Call,
  { sent, keys }: Keep,
): AsyncGenerator<Batch> {
  const answer = find()
  const told = typeof answer === 'function' ? answer(asked, call) : answer
  const { answer: content, before = 0, between = 0 } = isDelayed(told) ? told : { answer: told }
  const attempt = await call.attempt({ method: 'POST', url, headers: call.headers, body: asked }, keys)
  sent.push(attempt.request)
  await wait(before, call.signal)
  if (ApiError.is(content)) throw content
  call.head({ status: 200, headers: { 'content-type': 'text/event-stream' } })
  let isFirst = true
  for await (const batch of batchesOf(content)) {
    if (!isFirst) await wait(between, call.signal)
    isFirst = false
    call.signal.throwIfAborted()
    yield batch
  }
}

const isDelayed = (told: ScriptedContent | DelayedAnswer): told is DelayedAnswer =>
  typeof told === 'object' && 'answer' in told

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) {
    await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

async function* batchesOf(content: Exclude<ScriptedContent, ApiError>): AsyncGenerator<Batch> {
  if (content instanceof Uint8Array) yield* readAsStream([content])
  else if (isReads(content)) yield* readAsStream(content)
  else if (isWhole(content)) yield Batch.ofBody(bytesOf(content.body))
  else {
    const list = typeof content === 'string' || isMessage(content) ? events(content) : content
    for await (const event of list) {
      if (ApiError.is(event)) throw event
      // A copy, for freezing a test's own values would surprise it.
      yield Batch.ofEvents([structuredClone(event)])
    }
  }
}

const isReads = (content: object | string): content is readonly (Uint8Array | ApiError)[] =>
  Array.isArray(content) && content[0] instanceof Uint8Array

const isWhole = (content: object | string): content is WholeAnswer =>
  typeof content === 'object' && 'body' in content

const bytesOf = (body: Message | Uint8Array): Buffer =>
  Buffer.from(body instanceof Uint8Array ? body : JSON.stringify(body))

const isMessage = (content: object): content is Message => 'type' in content && content.type === 'message'

/** Reads bytes as a backend for Anthropic's own dialect does: what is complete passes, an error frame is thrown. */
async function* readAsStream(reads: readonly (Uint8Array | ApiError)[]): AsyncGenerator<Batch> {
  for await (const complete of frames(buffersOf(reads))) {
    const { before, error } = splitAtError(complete)
    if (before.length > 0) yield Batch.ofFrames(before)
    if (error) throw error
  }
}

async function* buffersOf(reads: readonly (Uint8Array | ApiError)[]): AsyncGenerator<Buffer> {
  for (const read of reads) {
    if (ApiError.is(read)) throw read
    yield Buffer.from(read)
  }
}
