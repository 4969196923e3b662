/** The contract of a model's home: what a backend is given and what it owes. */
import type { EventStream } from '../anthropic/events.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Log } from './log.ts'

/** `model`, or `backend:model`; split at the first colon, and only when the left side names a backend. */
export type ModelRef = string

export type Headers = Readonly<Record<string, string>>

export interface TokenCount {
  readonly inputTokens: number
  /** True where the number is ours and not the provider's: header `x-claudecodex-estimated`. */
  readonly estimated: boolean
  /** The upstream's own answer, returned to the client as it is. */
  readonly body?: Buffer
}

/** A model as `/v1/models` lists it. */
export interface ModelInfo {
  readonly id: string
  readonly displayName?: string
  /** RFC 3339. */
  readonly createdAt?: string
  /** Tokens. */
  readonly contextWindow?: number
  /** Tokens. */
  readonly maxOutput?: number
}

/** One send to a provider, in the provider's own shape and without credentials. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  /** The provider-shaped body; parsed when first looked at where the client's bytes travel unchanged. */
  readonly body: unknown
}

/** One try at a provider. A plugin's `beforeAttempt` may replace `request`. */
export interface Attempt {
  readonly exchangeId: string
  readonly backend: string
  readonly model: string
  /** Counts from 1 within the exchange. */
  readonly number: number
  request: WireRequest
  /**
   * Labels of the credentials that could go with it, such as `key 1` and `key 2` of a configured list, or `client 3f9a2c` for
   * a client's own. They tell credentials apart, and nothing about them. Absent where the backend does not.
   */
  readonly keys?: readonly string[]
  /** The label of the one that goes with it: the first, unless a plugin's `beforeAttempt` puts another of `keys` here. */
  key?: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Milliseconds from `startedAt` until the headers of the answer came. */
  headersAfter?: number
  status?: number
  headers?: Headers
  error?: string
  /** The body as it went out, set by the backend that sends it. Never credentials. */
  sent?: Buffer
}

/** The status line and headers of an upstream's answer. */
export interface Head {
  readonly status: number
  readonly headers: Headers
}

/** The client's own bytes, for a backend that carries them unchanged. */
export interface RawBody {
  /** Only the model may have been exchanged, byte for byte. */
  readonly bytes: Buffer
  readonly model: string
  readonly stream: boolean
}

/** Any other request of the API, carried as it came. */
export interface RelayRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body?: Buffer
}

export interface RelayAnswer extends Head {
  readonly body: AsyncIterable<Buffer>
}

export interface AskOptions {
  /** Ends the child, which also ends with its parent. */
  readonly signal?: AbortSignal
}

/** What the core lends a backend for one request. */
export interface Call {
  readonly exchangeId: string
  /** The model as the client named it: an answer gives that name back. */
  readonly asked: string
  /** Aborted when the client has left, a deadline has passed, or the server closes. */
  readonly signal: AbortSignal
  /** What may travel upstream (versions, betas, session). Never credentials. */
  readonly headers: Headers
  /** Query of the client's URL without the question mark; Anthropic's own clients send `beta=true`. */
  readonly query: string
  readonly log: Log
  /**
   * Announces a send, before it: runs `beforeAttempt`, whose changes are in the returned attempt's `request`. `keys` labels
   * the credentials that the backend could sign with; it then signs with the one that the attempt's `key` names.
   */
  attempt(draft: WireRequest, keys?: readonly string[]): Promise<Attempt>
  /** The upstream has answered with success: what the server may commit to, and what pass-through returns. */
  head(answer: Head): void
  /**
   * What the translation could not carry: header `x-claudecodex-warnings`, log and record. In strict mode it throws: an
   * `InvalidRequestError` before `head`, so say of the request what there is to say before anything is sent; an
   * `InternalError` behind it, of the answer.
   */
  warn(text: string): void
  /** A child exchange through the gateway. */
  ask(model: ModelRef, request: MessagesRequest, options?: AskOptions): EventStream
  /** What another backend counts, as a child exchange. Absent on a call that was made by hand. */
  count?(model: ModelRef, request: MessagesRequest): Promise<TokenCount>
}

/**
 * A place that answers. One method translates a vendor once: a provider that does not stream unfolds its answer.
 * Failures are thrown as `ApiError`.
 */
export interface Backend {
  readonly name: string
  /** What `/health` and the banner call it, such as `https://llm.example/v1`. */
  readonly address?: string
  /** Model used where neither the request nor the configuration names one; absent: the client's own model passes. */
  readonly model?: string
  /** Name of the provider whose models and prices these are, such as `deepseek`, where the address does not tell it. */
  readonly provider?: string
  /** True where the request's model names are the provider's own, as on Anthropic's own API. */
  readonly native?: boolean
  stream(request: MessagesRequest, call: Call): EventStream
  /** Like `stream` with the client's bytes, called instead of it when nothing has changed the request. */
  forward?(body: RawBody, call: Call): EventStream
  countTokens?(request: MessagesRequest, call: Call): Promise<TokenCount>
  models?(call: Call): Promise<readonly ModelInfo[]>
  /** Carries every other path under `/v1`. */
  relay?(request: RelayRequest, call: Call): Promise<RelayAnswer>
  close?(): void
}

/** Backends by name or alias; made when first asked for. */
export interface Backends {
  /** The declared and built-in names, for error texts and listings. */
  readonly names: readonly string[]
  /**
   * Undefined for an unknown name; throws a configuration error for one that cannot be made, whose `reason` is the message without
   * the place in a file.
   */
  find(name: string): Backend | undefined
}
