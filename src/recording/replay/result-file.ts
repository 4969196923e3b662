/** Writes what a replay has brought as a recording: each exchange names the one that it repeats. */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Attempt } from '../../core/backend.ts'
import type { Exchange, Outcome } from '../../core/exchange.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import { Recording } from '../recording.ts'
import { RecordingError } from '../recording-error.ts'
import {
  type ExchangeLine,
  type HeadLine,
  type Line,
  type OpenLine,
  type PackedBody,
  type RecordedAttempt,
  type RecordedCost,
  schemaName,
} from '../schema.ts'
import { headOf, hostHash } from '../written.ts'
import { busyText } from './results-hold.ts'

/** An exchange that has repeated a recorded one. */
export interface Repeated {
  readonly exchange: Exchange
  readonly outcome: Outcome
  /** The body, as it went in. */
  readonly request: Buffer
  readonly cost?: RecordedCost
}

export interface ResultWriter {
  write(source: RecordedExchange, repeated: Repeated): Promise<void>
  close(): Promise<void>
}

export interface ResultHead {
  /** Version of claudecodex. */
  readonly program: string
  readonly run: string
  readonly backend: string
  readonly plugins: readonly string[]
}

/** A new file. Throws a `RecordingError` where one is there already. */
export async function createResultFile(path: string, head: ResultHead): Promise<ResultWriter> {
  const file = await opened(path, 'wx')
  const first: HeadLine = {
    v: 1,
    type: 'head',
    schema: schemaName,
    part: 1,
    started: new Date().toISOString(),
    pid: process.pid,
    host: hostHash(),
    ...head,
  }
  try {
    await file.appendFile(textOf([first]))
  } catch (thrown) {
    await file.close()
    await rm(path, { force: true })
    throw unwritable(path, thrown)
  }
  return new ResultFile(file, 0)
}

/** Goes on in a file that is there. */
export async function continueResultFile(path: string): Promise<ResultWriter> {
  const recording = await Recording.open([path])
  const last = Math.max(0, ...recording.exchanges.map(({ seq }) => seq))
  const { isTorn } = recording.state
  await recording.close()
  const file = await opened(path, 'a')
  // Whoever wrote it was interrupted in the middle of a line, which stays a line of its own.
  try {
    if (isTorn) await file.appendFile('\n')
  } catch (thrown) {
    await file.close()
    throw unwritable(path, thrown)
  }
  return new ResultFile(file, last)
}

class ResultFile implements ResultWriter {
  readonly #file: FileHandle
  #seq: number
  #exchanges = 0
  /** One after the other: lines of two exchanges must not mix. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(file: FileHandle, lastSeq: number) {
    this.#file = file
    this.#seq = lastSeq
  }

  async write(source: RecordedExchange, repeated: Repeated): Promise<void> {
    this.#seq += 1
    this.#exchanges += 1
    const lines = [openLine(source, repeated, this.#seq), exchangeLine(source, repeated, this.#seq)]
    await this.#append(lines)
  }

  async close(): Promise<void> {
    const time = new Date().toISOString()
    try {
      await this.#append([{ v: 1, type: 'tail', time, exchanges: this.#exchanges, lost: 0 }])
    } finally {
      await this.#file.close()
    }
  }

  #append(lines: readonly Line[]): Promise<void> {
    const writing = this.#queue.then(() => appended(this.#file, textOf(lines)))
    this.#queue = writing.catch(() => {})
    return writing
  }
}

/** All of it or nothing: a disk that fills takes the beginning of a line. */
async function appended(file: FileHandle, text: string): Promise<void> {
  const { size } = await file.stat()
  try {
    await file.appendFile(text)
  } catch (thrown) {
    await file.truncate(size).catch(() => {})
    throw thrown
  }
}

const textOf = (lines: readonly Line[]): string => lines.map(line => `${JSON.stringify(line)}\n`).join('')

function openLine(
  { open: source }: RecordedExchange,
  { exchange, request }: Repeated,
  seq: number,
): OpenLine {
  const { id, kind, asked, timing } = exchange
  return {
    v: 1,
    type: 'open',
    id,
    seq,
    time: new Date(timing.startedAt).toISOString(),
    kind,
    source: 'replay',
    who: source.who,
    headers: source.headers,
    asked: { ...asked, bytes: request.length },
    request: packed(request),
  }
}

function exchangeLine(
  source: RecordedExchange,
  { exchange, outcome, cost }: Repeated,
  seq: number,
): ExchangeLine {
  const { id, timing, choice, attempts, warnings } = exchange
  const { kind, error, message } = outcome
  const tools = (message?.content ?? []).flatMap(block =>
    block.type === 'tool_use' ? [{ id: String(block.id), name: String(block.name) }] : [],
  )
  return {
    v: 1,
    type: 'exchange',
    id,
    seq,
    outcome: kind,
    timing,
    ...(choice && { choice }),
    attempts: attempts.map(attemptOf),
    warnings,
    ...(message && { answer: packed(Buffer.from(JSON.stringify(message))), usage: message.usage }),
    ...(error && { error: { type: error.type, message: error.message, status: error.status } }),
    ...(message?.stop_reason && { stopReason: message.stop_reason }),
    ...(cost && { cost }),
    ...(tools.length > 0 && { tools }),
    replayOf: source.id,
  }
}

const attemptOf = (attempt: Attempt): RecordedAttempt => ({
  number: attempt.number,
  backend: attempt.backend,
  model: attempt.model,
  time: new Date(attempt.startedAt).toISOString(),
  method: attempt.request.method,
  url: attempt.request.url.split('?', 1)[0] ?? '',
  ...(attempt.key !== undefined && { key: attempt.key }),
  ...(attempt.headersAfter !== undefined && { headersAfter: attempt.headersAfter }),
  ...(attempt.status !== undefined && { status: attempt.status }),
  ...(attempt.error !== undefined && { error: attempt.error }),
})

function packed(body: Buffer): PackedBody {
  const text = body.toString()
  const isText = Buffer.from(text).equals(body)
  return {
    rope: [isText ? text : { base64: body.toString('base64') }],
    bytes: body.length,
    crc: crc32(body),
  }
}

async function opened(path: string, flags: 'wx' | 'a'): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') throw await thereAlready(path)
    throw unwritable(path, thrown)
  }
}

async function thereAlready(path: string): Promise<RecordingError> {
  const busy = await busyText(path)
  if (busy !== undefined) return new RecordingError(`${busy}; name another file`)
  const isRecording = (await headOf(path).catch(() => undefined)) !== undefined
  const further = isRecording ? `, or continue that one with --resume ${path}` : ''
  return new RecordingError(`${path} is there already: name another file${further}`)
}

const unwritable = (path: string, thrown: unknown): RecordingError =>
  new RecordingError(`${path} cannot be written: ${(thrown as Error).message}`)
