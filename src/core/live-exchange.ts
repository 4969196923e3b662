/** The exchange behind the `Exchange` that plugins see: same facts, with the slots that only the core may set. */
import { randomBytes } from 'node:crypto'
import { InvalidRequestError } from '../anthropic/errors.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import { type RequestScan, replaceModel, scanRequest } from '../anthropic/scan.ts'
import { parseRequest, validateRequest } from '../anthropic/validate.ts'
import type { Attempt, Head, Headers, ModelRef, RawBody } from './backend.ts'
import type {
  AnswerHeaders,
  Choice,
  Exchange,
  ExchangeKind,
  ExchangeSource,
  Outcome,
  Pace,
  Timing,
} from './exchange.ts'
import { type Who, whoOf } from './who.ts'

export interface ExchangeInput {
  readonly kind?: ExchangeKind
  readonly source?: ExchangeSource
  readonly parent?: Exchange
  /** The body as it came; else give `request`. */
  readonly bytes?: Buffer
  readonly request?: MessagesRequest
  readonly headers?: Headers
  /** Query of the client's URL without the question mark. */
  readonly query?: string
  readonly signal?: AbortSignal
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Milliseconds within which what comes has come at once. */
const oneMoment = 20

const idLength = 24
/** Random bytes for many ids: asking the system for them takes as long as all the rest of an exchange's start. */
let pool: Buffer = Buffer.alloc(0)

/** A `req_` id as Anthropic's own look. */
export function newExchangeId(): string {
  if (pool.length < idLength) pool = randomBytes(idLength * 128)
  let id = 'req_'
  for (let index = 0; index < idLength; index += 1) id += alphabet[(pool[index] ?? 0) % alphabet.length]
  pool = pool.subarray(idLength)
  return id
}

export class LiveExchange implements Exchange {
  readonly id = newExchangeId()
  readonly kind: ExchangeKind
  readonly source: ExchangeSource
  readonly parent?: Exchange
  readonly headers: Headers
  readonly signal: AbortSignal
  readonly query: string
  readonly asked: { readonly model: string; readonly stream: boolean; readonly bytes: number }
  readonly attempts: Attempt[] = []
  readonly warnings: string[] = []
  target?: ModelRef
  targetReason?: string
  answerHeaders?: AnswerHeaders
  choice?: Choice
  head?: Head
  outcome?: Outcome
  /** What observers still do after the last event. */
  readonly pending: Promise<unknown>[] = []

  readonly bytes?: Buffer
  readonly #scan: RequestScan
  readonly #started = performance.now()
  #timing: Timing = { startedAt: Date.now() }
  #pace: [milliseconds: number, amount: number][] = []
  #original: MessagesRequest | undefined
  #request: MessagesRequest | undefined
  #who: Who | undefined
  /** Those of `warnings` that are true of one backend's answer only. */
  #ofAnswer: string[] = []

  constructor(input: ExchangeInput) {
    this.kind = input.kind ?? 'messages'
    this.source = input.source ?? 'http'
    if (input.parent) this.parent = input.parent
    this.headers = input.headers ?? {}
    this.query = input.query ?? ''
    this.signal = input.signal ?? new AbortController().signal
    if (input.bytes) this.bytes = input.bytes
    if (input.request) this.#original = validateRequest(input.request, this.kind)
    this.#scan = input.bytes ? scanRequest(input.bytes) : { stream: false }
    this.asked = {
      model: input.request?.model ?? this.#scan.model ?? '',
      stream: input.request?.stream ?? this.#scan.stream,
      bytes: input.bytes?.length ?? 0,
    }
  }

  get original(): MessagesRequest {
    this.#original ??= this.#parse()
    return this.#original
  }

  get request(): MessagesRequest {
    return this.#request ?? this.original
  }

  set request(request: MessagesRequest) {
    this.#request = request
  }

  /** True once a plugin has put another request into the slot. Asking does not parse. */
  get changed(): boolean {
    return this.#request !== undefined && this.#request !== this.#original
  }

  get who(): Who {
    this.#who ??= whoOf(this.headers, () => this.original, this.bytes)
    return this.#who
  }

  get timing(): Timing {
    return this.#timing
  }

  get pace(): Pace {
    return this.#pace
  }

  /** Notes that so much of the answer has come. */
  came(amount: number): void {
    const now = performance.now() - this.#started
    const last = this.#pace.at(-1)
    if (last && now - last[0] < oneMoment) last[1] += amount
    else this.#pace.push([now, amount])
  }

  /** Notes that a moment of the timing has come, once. */
  mark(moment: 'head' | 'firstEvent' | 'total'): void {
    if (this.#timing[moment] === undefined) {
      this.#timing = { ...this.#timing, [moment]: performance.now() - this.#started }
    }
  }

  /** Notes what an answer will be without. */
  warn(text: string): void {
    this.warnings.push(text)
    this.#ofAnswer.push(text)
  }

  /** Before a model is asked once more: what the failed answer has left behind is not true of the next one. */
  forgetAnswer(): void {
    if (this.attempts.length === 0) return
    delete this.head
    const { startedAt } = this.#timing
    this.#timing = { startedAt }
    this.#pace = []
    for (const text of this.#ofAnswer) this.warnings.splice(this.warnings.indexOf(text), 1)
    this.#ofAnswer = []
  }

  /** The model as it stands now: a plugin may have put another one into the request. */
  get model(): string {
    return this.changed ? this.request.model : this.asked.model
  }

  /** False where the client's bytes do not hold a text, true where they may. Asking does not parse. */
  mentions(text: string): boolean {
    return !this.bytes || this.changed || this.bytes.includes(text)
  }

  /** The client's own bytes with only the model exchanged; undefined once a plugin has changed the request. */
  raw(model: string): RawBody | undefined {
    if (!this.bytes || this.changed) return undefined
    const bytes = this.#scan.model === model ? this.bytes : replaceModel(this.bytes, this.#scan, model)
    return { bytes, model, stream: this.asked.stream }
  }

  #parse(): MessagesRequest {
    if (!this.bytes) throw new InvalidRequestError('the request has no body')
    return parseRequest(this.bytes, this.kind, this.#scan)
  }
}
