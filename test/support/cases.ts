/**
 * Cases of a translation as folders of plain files: a client's request, what goes upstream, what comes back, and what the
 * client sees of it. `UPDATE=1` writes the expected files from what the program does; they are then to be read.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ErrorType } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import type { Message } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'

export interface CaseSettings<Options> {
  /** Numbers in the list of conformance cases. */
  readonly cases: readonly number[]
  /** What must hold, in a sentence. */
  readonly says: string
  /** Whose rules count; default `openai`. */
  readonly host?: string
  readonly options?: Options
  /** Of the client's, as far as they may travel. */
  readonly headers?: Readonly<Record<string, string>>
  /** Of the upstream's answer; default 200. */
  readonly status?: number
  readonly upstreamHeaders?: Readonly<Record<string, string>>
  /** What the client is told of in warnings, in order. */
  readonly warnings?: readonly string[]
}

export interface CaseError {
  readonly type: ErrorType
  readonly status: number
  readonly message: string
  readonly retryAfter?: number
  readonly shouldRetry?: boolean
}

export interface Case<Options> {
  /** `host-or-group/nn-name`. */
  readonly name: string
  readonly folder: string
  readonly settings: CaseSettings<Options>
  readonly request: MessagesRequest
  /** What the upstream says: a stream or a whole answer. None: only the request matters. */
  readonly upstream?: { readonly bytes: Buffer; readonly isStream: boolean }
}

/** The expected files of a case; those that do not apply are absent. */
export interface Expected {
  readonly 'upstream.request.json'?: unknown
  readonly 'events.jsonl'?: readonly StreamEvent[]
  readonly 'message.json'?: Message
  readonly 'error.json'?: CaseError
}

const root = fileURLToPath(new URL('../cases/', import.meta.url))
const expectedFiles = ['upstream.request.json', 'events.jsonl', 'message.json', 'error.json'] as const

/** All cases of a group, in order of their names. */
export function casesOf<Options>(group: string): readonly Case<Options>[] {
  const folder = join(root, group)
  return readdirSync(folder)
    .sort()
    .map(name => readCase(`${group}/${name}`, join(folder, name)))
}

function readCase<Options>(name: string, folder: string): Case<Options> {
  const upstream = ['upstream.sse', 'upstream.json']
    .map(file => ({ file, path: join(folder, file) }))
    .find(({ path }) => existsSync(path))
  return {
    name,
    folder,
    settings: json(join(folder, 'case.json')) as CaseSettings<Options>,
    request: json(join(folder, 'request.json')) as MessagesRequest,
    ...(upstream && {
      upstream: { bytes: readFileSync(upstream.path), isStream: upstream.file.endsWith('.sse') },
    }),
  }
}

/** What the files of a case expect. */
export function expectedOf({ folder }: Case<unknown>): Expected {
  const found = expectedFiles.filter(file => existsSync(join(folder, file)))
  return Object.fromEntries(found.map(file => [file, readExpected(join(folder, file))]))
}

const readExpected = (path: string): unknown =>
  path.endsWith('.jsonl')
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as unknown)
    : json(path)

/** Writes the expected files anew, without those that no longer apply. */
export function update({ folder }: Case<unknown>, expected: Expected): void {
  mkdirSync(folder, { recursive: true })
  for (const file of expectedFiles) {
    const value = expected[file]
    const path = join(folder, file)
    if (value === undefined) rmSync(path, { force: true })
    else if (Array.isArray(value)) {
      writeFileSync(path, value.map(event => `${JSON.stringify(event)}\n`).join(''))
    } else writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`)
  }
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** The events with ids that are the same in every run: messages and calls get a new random one each time. */
export function withSteadyIds(events: readonly StreamEvent[]): StreamEvent[] {
  const known = new Map<string, string>()
  const steady = (id: string): string => {
    known.set(id, known.get(id) ?? `toolu_generated_${known.size + 1}`)
    return known.get(id) as string
  }
  const text = events
    .map(event => JSON.stringify(event))
    .join('\n')
    .replaceAll(/"id":"msg_[0-9a-f]{24}"/g, '"id":"msg_generated"')
    .replaceAll(/toolu_[0-9a-f]{24}/g, steady)
  return text === '' ? [] : text.split('\n').map(line => JSON.parse(line) as StreamEvent)
}
