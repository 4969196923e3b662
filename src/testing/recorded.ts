/** Recorded exchanges: what a client asked and what it was answered, as folders of plain files. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ApiError, type ErrorType, errorOfType, statusOf } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Headers } from '../core/backend.ts'
import { type ScriptedBackend, scripted, type WholeAnswer } from './scripted.ts'

interface Asked {
  /** The folder's name. */
  readonly name: string
  readonly request: MessagesRequest
  /** The client's, lower-case. */
  readonly headers: Headers
}

/** Answered by a stream: `upstream.sse`. */
export interface RecordedStream extends Asked {
  readonly answer: 'stream'
  readonly kind: 'messages'
  readonly upstream: Uint8Array
}
/** Answered by one JSON body: `message.json`. */
export interface RecordedMessage extends Asked {
  readonly answer: 'message'
  readonly kind: 'messages'
  readonly upstream: WholeAnswer
}
/** Failed: `error.json`. */
export interface RecordedError extends Asked {
  readonly answer: 'error'
  readonly kind: 'messages'
  readonly upstream: ApiError
}
/** A counting of tokens: `count.json`. */
export interface RecordedCount extends Asked {
  readonly answer: 'count'
  readonly kind: 'count_tokens'
  readonly upstream: ScriptedBackend
}

/** Fits into `runPlugin` as it is. */
export type RecordedExchange = RecordedStream | RecordedMessage | RecordedError | RecordedCount

/** A folder of recorded exchanges cannot be used: the message names the file, and what it should hold. */
export class RecordedExchangeError extends Error {
  override readonly name = 'RecordedExchangeError'
}

/** Beside this file in the sources; the build has it in the same place, seen from its own files. */
const shippedFolder = fileURLToPath(new URL('../testing/exchanges/', import.meta.url))

/**
 * Every exchange in a folder: the folder's own where it holds a `request.json`, else one for each folder in it that does.
 * Default: those that come with claudecodex, which Claude Code and the demo had.
 *
 * Throws a `RecordedExchangeError` where there is none, and for a file that does not hold what it should.
 *
 * @example
 * for (const exchange of await readExchanges()) {
 *   const { reports } = await runPlugin(mine(), exchange)
 *   assert.deepEqual(reports, [], exchange.name)
 * }
 */
export async function readExchanges(folder = shippedFolder): Promise<readonly RecordedExchange[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new RecordedExchangeError(`there is no folder ${folder} to read recorded exchanges from`)
  })
  if (entries.some(({ name }) => name === 'request.json')) return [await readExchange(folder)]
  const folders = entries.filter(entry => entry.isDirectory()).map(({ name }) => join(folder, name))
  const found = await Promise.all(
    folders.sort().map(async path => ((await readdir(path)).includes('request.json') ? [path] : [])),
  )
  if (found.flat().length === 0) {
    throw new RecordedExchangeError(
      `${folder} holds no recorded exchange: one is a folder with a request.json and the answer beside it`,
    )
  }
  return Promise.all(found.flat().map(readExchange))
}

/**
 * One exchange: `request.json` with the answer in one of `upstream.sse` (a stream as it came), `message.json` (one JSON
 * body), `error.json` (an error of the API, with a `status` where that is another than its type's) and `count.json`
 * (`{ "input_tokens": 12 }`); the client's headers in `headers.json`, if they matter.
 *
 * Throws a `RecordedExchangeError` that names the file.
 */
export async function readExchange(folder: string): Promise<RecordedExchange> {
  const request = await json<MessagesRequest>(folder, 'request.json')
  if (request === undefined) throw new RecordedExchangeError(`${join(folder, 'request.json')} is missing`)
  const headers = (await json<Headers>(folder, 'headers.json')) ?? {}
  const asked = { name: basename(resolve(folder)), request, headers }
  const stream = await read(folder, 'upstream.sse')
  if (stream) return { ...asked, answer: 'stream', kind: 'messages', upstream: stream }
  const body = await read(folder, 'message.json')
  if (body) {
    await json<Message>(folder, 'message.json')
    return { ...asked, answer: 'message', kind: 'messages', upstream: { body } }
  }
  const error = await json<RecordedFailure>(folder, 'error.json')
  if (error) return { ...asked, answer: 'error', kind: 'messages', upstream: errorIn(error, folder) }
  const count = await json<{ readonly input_tokens?: unknown }>(folder, 'count.json')
  if (count) {
    const upstream = scripted([], { tokens: tokensIn(count.input_tokens, folder) })
    return { ...asked, answer: 'count', kind: 'count_tokens', upstream }
  }
  throw new RecordedExchangeError(
    `${folder} holds no answer: put it into upstream.sse, message.json, error.json or count.json`,
  )
}

interface RecordedFailure {
  readonly status?: number
  readonly error?: { readonly type?: string; readonly message?: string }
}

function errorIn({ status, error = {} }: RecordedFailure, folder: string): ApiError {
  const { type, message } = error
  if (type !== undefined && message !== undefined && Object.hasOwn(statusOf, type)) {
    return errorOfType(type as ErrorType, message, status === undefined ? {} : { status })
  }
  throw new RecordedExchangeError(
    `${join(folder, 'error.json')} is no error of the API: { "error": { "type": "overloaded_error", "message": "…" } }`,
  )
}

function tokensIn(value: unknown, folder: string): number {
  if (typeof value === 'number') return value
  throw new RecordedExchangeError(`${join(folder, 'count.json')} has no "input_tokens": a number of tokens`)
}

/** Undefined where there is no such file. */
const read = (folder: string, name: string): Promise<Buffer | undefined> =>
  readFile(join(folder, name)).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw new RecordedExchangeError(`${join(folder, name)} cannot be read: ${thrown.message}`)
  })

async function json<Value>(folder: string, name: string): Promise<Value | undefined> {
  const bytes = await read(folder, name)
  if (!bytes) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Value
  } catch (thrown) {
    throw new RecordedExchangeError(`${join(folder, name)} is no JSON: ${(thrown as Error).message}`)
  }
  throw new RecordedExchangeError(`${join(folder, name)} is no JSON object`)
}
