/** The backend `anthropic`: Anthropic's own API, or a server that speaks its language. Bytes travel unchanged both ways. */
import { InternalError } from '../../anthropic/errors.ts'
import type { EventStream } from '../../anthropic/events.ts'
import type {
  Backend,
  Call,
  ModelInfo,
  RawBody,
  RelayAnswer,
  RelayRequest,
  TokenCount,
} from '../../core/backend.ts'
import { type BatchStream, eventsOf, oneBatch } from '../../core/batch.ts'
import { credentialsOf } from '../../core/credentials.ts'
import { OpenedFlow } from '../../core/flow.ts'
import { responseHeaders } from '../../core/headers.ts'
import { bytesWithoutSecrets, secretsIn } from '../../core/secrets.ts'
import type { WireAnswer } from '../../wire/http.ts'
import type { BackendContext, BackendFactory } from '../backend-factory.ts'
import { keysFor } from './credentials.ts'
import { type Origin, objectIn, refusal, strangeAnswer } from './errors.ts'
import { isStream, streamed, whole } from './events.ts'
import { withoutLostThinking } from './lost-thinking.ts'
import { draftOf, type Outgoing, signedSend } from './request.ts'
import { type AnthropicOptions, type KeyHeader, type Upstream, upstreamOf } from './upstream.ts'

export type { AnthropicOptions } from './upstream.ts'

/**
 * Anthropic's own API with the client's own credentials, or an `apiKey`; with a `baseUrl` any server that speaks the
 * same language.
 *
 * @example
 * defineConfig({ backends: { claude: anthropic(), gateway: anthropic({ baseUrl: 'https://llm.example', trusted: true }) } })
 */
export const anthropic =
  (options: AnthropicOptions = {}): BackendFactory =>
  context =>
    new AnthropicBackend(context, upstreamOf(options))

/** A server of another vendor's that speaks the same language: its own keys go there, and never the client's credentials. */
export const anthropicElsewhere =
  (options: AnthropicOptions, keyHeader: KeyHeader): BackendFactory =>
  context =>
    new AnthropicBackend(context, upstreamOf(options, keyHeader))

class AnthropicBackend implements Backend {
  readonly name: string
  readonly address: string
  readonly model?: string
  readonly native = true
  readonly #context: BackendContext
  readonly #upstream: Upstream

  constructor(context: BackendContext, upstream: Upstream) {
    this.name = context.name
    this.address = upstream.base
    if (upstream.model !== undefined) this.model = upstream.model
    this.#context = context
    this.#upstream = upstream
  }

  stream(request: object, call: Call): EventStream {
    return eventsOf(new OpenedFlow(() => this.#answer({ value: request }, call)))
  }

  forward({ bytes }: RawBody, call: Call): EventStream {
    return eventsOf(new OpenedFlow(() => this.#answer({ bytes }, call)))
  }

  async countTokens(request: object, call: Call): Promise<TokenCount> {
    const path = withQuery('/v1/messages/count_tokens', call)
    const answer = await this.#send({ method: 'POST', path, value: request, isMessages: true }, call)
    const body = await answer.body.bytes()
    const inputTokens = objectIn(body)?.input_tokens
    if (typeof inputTokens !== 'number') throw strangeAnswer(answer, body, this.#origin(call))
    call.head(headOf(answer))
    return { inputTokens, estimated: false, body }
  }

  /** All pages of the list. */
  async models(call: Call): Promise<readonly ModelInfo[]> {
    const found: ModelInfo[] = []
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await this.#modelPage(after, call)
      found.push(...page.models)
      after = page.next
    }
    return found
  }

  async relay({ method, path, body }: RelayRequest, call: Call): Promise<RelayAnswer> {
    const { answer } = await this.#exchange({ method, path, bytes: body }, call)
    if (answer.status < 400) return { ...headOf(answer), body: answer.body }
    return { ...headOf(answer), body: pieces(bytesWithoutSecrets(await answer.body.bytes(), this.#secrets)) }
  }

  async #answer(body: Pick<Outgoing, 'bytes' | 'value'>, call: Call): Promise<BatchStream> {
    const path = withQuery('/v1/messages', call)
    const answer = await this.#send({ method: 'POST', path, isMessages: true, ...body }, call)
    const { host } = this.#upstream
    if (isStream(answer)) {
      call.head(headOf(answer))
      return streamed(answer, host)
    }
    const batch = await whole(answer, { host, backend: this.name })
    call.head(headOf(answer))
    return oneBatch(batch)
  }

  async #modelPage(after: string, call: Call): Promise<{ models: ModelInfo[]; next: string | undefined }> {
    const position = after ? `&after_id=${encodeURIComponent(after)}` : ''
    const answer = await this.#send({ method: 'GET', path: `/v1/models?limit=1000${position}` }, call)
    const body = await answer.body.bytes()
    const page = objectIn(body) as { data?: unknown; has_more?: unknown; last_id?: unknown } | undefined
    if (!Array.isArray(page?.data)) throw strangeAnswer(answer, body, this.#origin(call))
    const isMore = page.has_more === true && typeof page.last_id === 'string' && page.last_id !== after
    return { models: page.data.map(modelOf), next: isMore ? String(page.last_id) : undefined }
  }

  /** An answer of success; every other is thrown. */
  async #send(outgoing: Outgoing, call: Call): Promise<WireAnswer> {
    const { answer, isOurKey } = await this.#exchange(outgoing, call)
    if (answer.status >= 200 && answer.status < 300) return answer
    const error = await refusal(answer, this.#origin(call, isOurKey))
    const mended = withoutLostThinking(outgoing, error)
    if (!mended) throw error
    return this.#send(mended, call)
  }

  async #exchange(outgoing: Outgoing, call: Call): Promise<{ answer: WireAnswer; isOurKey: boolean }> {
    const draft = draftOf(outgoing, call, this.#upstream)
    const attempt = await call.attempt(draft, keysFor(call, this.#upstream))
    const { send, isOurKey } = signedSend(attempt.request, draft, outgoing, call, this.#upstream, attempt.key)
    if (send.body) attempt.sent = send.body
    const answer = await this.#context.wire.send(send)
    Object.assign(attempt, headOf(answer))
    return { answer, isOurKey }
  }

  #origin(call: Call, isOurKey = false): Origin {
    const { host } = this.#upstream
    const clientSecrets = secretsIn(Object.values(credentialsOf(call)))
    return { host, backend: this.name, isOurKey, secrets: this.#secrets, clientSecrets }
  }

  get #secrets(): readonly string[] {
    const { keys, headers, secrets } = this.#upstream
    return [...keys.secrets, ...secrets, ...secretsIn(Object.values(headers))]
  }
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

const withQuery = (path: string, { query }: Call): string => (query ? `${path}?${query}` : path)

const headOf = ({ status, headers }: WireAnswer) => ({ status, headers: responseHeaders(headers) })

function modelOf(entry: unknown): ModelInfo {
  const model = entry as Readonly<Record<string, unknown>>
  if (typeof model?.id !== 'string') throw new InternalError('The list of models has an entry without an id.')
  const {
    display_name: displayName,
    created_at: createdAt,
    max_input_tokens: window,
    max_tokens: most,
  } = model
  return {
    id: model.id,
    ...(typeof displayName === 'string' && { displayName }),
    ...(typeof createdAt === 'string' && { createdAt }),
    ...(typeof window === 'number' && { contextWindow: window }),
    ...(typeof most === 'number' && { maxOutput: most }),
  }
}
