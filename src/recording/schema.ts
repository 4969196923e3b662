/**
 * The lines of a recording, version 1: one JSON object a line, in one file a run and its rotations. docs/recording-format.md
 * describes them for other programs. Lines are only ever added, and a reader passes over types and fields it does not know.
 */
import type { ErrorType } from '../anthropic/errors.ts'
import type { Usage } from '../anthropic/message.ts'
import type { Headers } from '../core/backend.ts'
import type { Choice, ExchangeKind, ExchangeSource, Pace, Timing } from '../core/exchange.ts'
import type { Who } from '../core/who.ts'
import type { CacheVerdict } from './cache-verdict.ts'

export const schemaName = 'claudecodex-log'
export const schemaVersion = 1

/** The first line of every file. */
export interface HeadLine {
  readonly v: 1
  readonly type: 'head'
  readonly schema: typeof schemaName
  /** Version of claudecodex. */
  readonly program: string
  /** The same in every file of a run. */
  readonly run: string
  /** Counts the files of a run from 1. */
  readonly part: number
  /** ISO 8601. */
  readonly started: string
  readonly pid: number
  /** A hash: it tells machines apart and names none. */
  readonly host: string
  /** Name of the default backend. */
  readonly backend?: string
}

/**
 * Text that several bodies have in common; before its first use in the same file. `n` counts from 0 without gaps. The bytes of
 * `data` on the line are the text; where they would break the line, they are in `text`.
 */
export type BlobLine =
  | { readonly v: 1; readonly type: 'blob'; readonly n: number; readonly data: unknown }
  | { readonly v: 1; readonly type: 'blob'; readonly n: number; readonly text: string }

/**
 * A body as pieces, which joined are its bytes: a text as it is, a blob by number, blobs first to last joined by commas, a blob
 * with texts put back where they were lifted out (at an offset in bytes of the blob), or bytes that are no UTF-8.
 */
export type Rope = readonly RopePiece[]
export type RopePiece =
  | string
  | number
  | readonly [first: number, last: number]
  | { readonly blob: number; readonly insert: readonly (readonly [at: number, text: string])[] }
  | { readonly base64: string }

export interface PackedBody {
  readonly rope: Rope
  /** Length of what was sent. */
  readonly bytes: number
  /** CRC-32 of what was sent, as in gzip; absent where secrets were replaced. */
  readonly crc?: number
  /** Secrets that were replaced, by kind; absent where the body is exactly what was sent. */
  readonly scrubbed?: Readonly<Record<string, number>>
}

/** An exchange has begun: written before its answer is there, so that a crash loses only the answer. */
export interface OpenLine {
  readonly v: 1
  readonly type: 'open'
  readonly id: string
  /** Counts the exchanges of a run from 1; shown to people as `#n`. */
  readonly seq: number
  /** ISO 8601, when its first byte had come. */
  readonly time: string
  readonly kind: ExchangeKind
  readonly source: ExchangeSource
  /** `id` of the exchange that has asked, as a council does. */
  readonly parent?: string
  readonly who: Who
  /** Allow-listed. */
  readonly headers: Headers
  readonly asked: { readonly model: string; readonly stream: boolean; readonly bytes: number }
  /** Absent where a plugin has a say in what is recorded: the end of the exchange then has it. */
  readonly request?: PackedBody
}

export interface RecordedAttempt {
  readonly number: number
  readonly backend: string
  readonly model: string
  /** ISO 8601. */
  readonly time: string
  readonly method: string
  /** Without what may sign a request. */
  readonly url: string
  /** Label of the credential, which tells nothing about it. */
  readonly key?: string
  /** Milliseconds until the headers. */
  readonly headersAfter?: number
  readonly status?: number
  readonly headers?: Headers
  readonly error?: string
  /** What was sent: `client` stands for the client's own bytes. */
  readonly sent?: PackedBody | 'client'
}

/** Dollars. `plan`: a subscription pays. Absent: the price is not known. */
export interface RecordedCost {
  readonly dollars: number
  /** What it would have been without any prompt cache. */
  readonly uncached: number
}

/** The bodies of an exchange. */
export type BodyName = 'request' | 'changed' | 'sent' | 'answer'

/** An exchange has ended, however it did. */
export interface ExchangeLine {
  readonly v: 1
  readonly type: 'exchange'
  readonly id: string
  readonly seq: number
  readonly outcome: 'answered' | 'failed' | 'aborted'
  readonly timing: Timing
  readonly pace?: Pace
  readonly choice?: Choice
  readonly request?: PackedBody
  /** What the plugins made of the request, where that differs. */
  readonly changed?: PackedBody
  readonly attempts: readonly RecordedAttempt[]
  readonly warnings: readonly string[]
  /** The message, whole or as far as it came, in Anthropic's form. */
  readonly answer?: PackedBody
  readonly error?: { readonly type: ErrorType; readonly message: string; readonly status: number }
  readonly stopReason?: string
  /** Tokens, where they were what was asked for. */
  readonly count?: number
  readonly usage?: Usage
  readonly cost?: RecordedCost | 'plan'
  readonly cache?: CacheVerdict
  /** The tools that the answer calls, in order. */
  readonly tools?: readonly { readonly id: string; readonly name: string }[]
  /** A plugin has kept the content from being recorded. */
  readonly withheld?: true
  /** Bodies that were left out because too much waited for the disk. */
  readonly left?: readonly BodyName[]
  /** `id` of the recorded exchange that this one repeats. */
  readonly replayOf?: string
}

/** A file ends as its writer meant it to. Absent: the program was ended from outside. */
export interface TailLine {
  readonly v: 1
  readonly type: 'tail'
  /** ISO 8601. */
  readonly time: string
  readonly exchanges: number
  /** Lines that could not be written. */
  readonly lost: number
}

export type Line = HeadLine | BlobLine | OpenLine | ExchangeLine | TailLine
