/** Events as server-sent events, and back. */
import { type ApiError, type ErrorType, errorOfType, InternalError, statusOf } from './errors.ts'
import type { StreamEvent } from './events.ts'

/** Both lines are needed: the official SDKs dispatch on `event:` and drop a frame without it. */
export const encodeEvent = (event: StreamEvent): string =>
  plainDelta(event) ?? `event: ${oneLine(event.type)}\ndata: ${JSON.stringify(event)}\n\n`

const grownBy = { text_delta: 'text', thinking_delta: 'thinking', input_json_delta: 'partial_json' } as const

/** Nearly every event of a stream makes a text longer: only that text needs a look, at a quarter of the time. */
function plainDelta(event: StreamEvent): string | undefined {
  if (event.type !== 'content_block_delta' || !Number.isInteger(event.index)) return undefined
  const delta = event.delta as Readonly<Record<string, unknown>> | null
  const type = delta?.type as keyof typeof grownBy
  if (!delta || !Object.hasOwn(grownBy, type)) return undefined
  const field = grownBy[type]
  const text = delta[field]
  // Whatever else there is must travel too.
  if (typeof text !== 'string' || keysOf(delta) !== 2 || keysOf(event) !== 3) return undefined
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${event.index},"delta":{"type":"${type}","${field}":${JSON.stringify(text)}}}\n\n`
}

const keysOf = (value: object): number => Object.keys(value).length

// A type made of several lines would forge events of its own.
const oneLine = (type: string): string => (/[\r\n]/.test(type) ? type.replaceAll(/[\r\n]+/g, ' ') : type)

export function encodeEvents(events: Iterable<StreamEvent>): string {
  let text = ''
  for (const event of events) text += encodeEvent(event)
  return text
}

/**
 * The events of complete frames. Unknown events and `ping` come through; comments and frames without data do not,
 * nor does OpenAI's `[DONE]`, which some compatible servers put behind Anthropic's own end.
 *
 * Throws the `ApiError` that an error frame carries, and an `InternalError` for data that is no JSON object.
 */
export const decodeFrames = (text: string): StreamEvent[] => [...eventsIn(text)]

/** The same, one by one: what stands before an error is given before it is thrown. */
export function* eventsIn(text: string): Generator<StreamEvent> {
  for (const frame of framesOf(text)) {
    if (frame.data === undefined || frame.data.trim() === '[DONE]') continue
    if (frame.name === 'error') throw errorOf(frame.data)
    const event = parseEvent(frame.name, frame.data)
    if ((event.type as string) === 'error') throw errorOf(frame.data)
    yield event
  }
}

/** Complete frames divided at the first error frame. What follows an error is dropped: nothing may. */
export interface Split {
  readonly before: Buffer
  readonly error?: ApiError
}

/** Looks for an error frame; a read without one costs a single search of its bytes. */
export function splitAtError(frames: Buffer): Split {
  // The rare letter in front: the search stops at every place where the first one stands.
  if (!frames.includes('rror')) return { before: frames }
  // One character a byte, so that places in the text are places in the buffer.
  for (const frame of framesOf(frames.toString('latin1'))) {
    if (frame.data === undefined || !isError(frame.name, frame.data)) continue
    const data = Buffer.from(frame.data, 'latin1').toString()
    return { before: frames.subarray(0, frame.start), error: errorOf(data) }
  }
  return { before: frames }
}

interface Frame {
  readonly start: number
  readonly name: string
  readonly data: string | undefined
}

/** Cuts text at blank lines; line ends may be LF, CRLF or CR. What stands behind the last blank line is a frame too. */
function* framesOf(text: string): Generator<Frame> {
  let start = 0
  let name = ''
  let data: string | undefined
  for (const [at, end, next] of linesOf(text)) {
    if (at === end) {
      yield { start, name, data }
      start = next
      name = ''
      data = undefined
    } else if (text.startsWith('data:', at)) {
      const value = fieldValue(text, at + 5, end)
      data = data === undefined ? value : `${data}\n${value}`
    } else if (text.startsWith('event:', at)) name = fieldValue(text, at + 6, end)
  }
  yield { start, name, data }
}

/** Start, end and start of the next one, for each line. */
function* linesOf(text: string): Generator<readonly [number, number, number]> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let feed = text.indexOf('\n')
  let carriage = text.indexOf('\r')
  while (at < text.length) {
    if (feed >= 0 && feed < at) feed = text.indexOf('\n', at)
    if (carriage >= 0 && carriage < at) carriage = text.indexOf('\r', at)
    const end = carriage < 0 || (feed >= 0 && feed < carriage) ? feed : carriage
    if (end < 0) return yield [at, text.length, text.length]
    const next = end === carriage && feed === end + 1 ? end + 2 : end + 1
    yield [at, end, next]
    at = next
  }
}

const fieldValue = (text: string, at: number, end: number): string =>
  text.slice(text[at] === ' ' ? at + 1 : at, end)

function parseEvent(name: string, data: string): StreamEvent {
  const value = parse(data)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InternalError(
      `The upstream sent an event${name && ` "${name}"`} that is not a JSON object: ${excerpt(data)}`,
    )
  }
  return typeof (value as { type?: unknown }).type === 'string'
    ? (value as StreamEvent)
    : ({ type: name, ...value } as unknown as StreamEvent)
}

// An escaped quote cannot stand before `error`, so this finds JSON strings only and never words of a text.
const isError = (name: string, data: string): boolean =>
  name === 'error' ||
  (data.includes('"error"') && (parse(data) as { type?: unknown } | null)?.type === 'error')

function errorOf(data: string): ApiError {
  const body = parse(data) as { error?: unknown; message?: unknown } | null | undefined
  const error = (body?.error ?? body) as { type?: unknown; message?: unknown } | string | undefined
  const { type, message } =
    typeof error === 'object' && error !== null ? error : { type: undefined, message: error }
  const known = typeof type === 'string' && Object.hasOwn(statusOf, type) ? (type as ErrorType) : 'api_error'
  const text =
    typeof message === 'string' && message !== '' ? message : `The upstream broke off: ${excerpt(data)}`
  return errorOfType(known, text, { raw: { status: 200, headers: {}, body: Buffer.from(data) } })
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

const excerpt = (data: string): string => (data.length > 200 ? `${data.slice(0, 200)}...` : data)
