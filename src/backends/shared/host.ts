/** One address of an API in OpenAI's manner: sends with the key on, lists models, and says what a refusal means. */
import { type ApiError, AuthenticationError } from '../../anthropic/errors.ts'
import type { Backend, Call, ModelInfo } from '../../core/backend.ts'
import { responseHeaders } from '../../core/headers.ts'
import { secretsIn, withoutSecrets } from '../../core/secrets.ts'
import type { Wire, WireAnswer } from '../../wire/http.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import { type BaseUrl, baseUrlOf, withQuery } from './base-url.ts'
import { errorOfAnswer } from './errors.ts'
import { type KeyOptions, KeyRing } from './keys.ts'
import { modelsIn } from './models.ts'

/** What a backend of such an API is always able to do. */
export type HostBackend = Backend & Required<Pick<Backend, 'countTokens' | 'models'>>

export interface HostOptions extends KeyOptions {
  /** Name of the backend, for errors. */
  readonly name: string
  /** Up to and with the version. */
  readonly baseUrl: string
  /** How the key travels; default `authorization: Bearer`. */
  readonly keyHeader?: string | undefined
  /** Sent with every request, over the key's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly wire: Wire
}

export interface Sent<Body> {
  readonly answer: WireAnswer
  /** The body as it went out: a plugin may have changed it. */
  readonly sent: Body
}

export class Host {
  readonly #options: HostOptions
  readonly #keys: KeyRing
  readonly #base: BaseUrl

  /** Throws a `TypeError` for keys or an address that cannot be meant. */
  constructor(options: HostOptions) {
    this.#options = options
    this.#base = baseUrlOf(options.baseUrl)
    this.#keys = new KeyRing(options)
  }

  /** What may be shown of where it is. */
  get address(): string {
    return this.#base.address
  }

  /** Resolves with any status. `limits`: shorter ones than the host's. */
  async post<Body>(path: string, body: Body, call: Call, limits?: Partial<Timeouts>): Promise<Sent<Body>> {
    const { wire } = this.#options
    const timeouts = limits ?? this.#options.timeouts
    const draft = { method: 'POST', url: `${this.address}${path}`, headers: {}, body }
    const attempt = await call.attempt(draft, this.#keys.labels)
    const sent = attempt.request.body as Body
    attempt.sent = Buffer.from(JSON.stringify(sent))
    const answer = await wire.send({
      method: 'POST',
      url: this.#urlFor(attempt.request.url),
      headers: {
        ...this.#headers(attempt.key),
        ...attempt.request.headers,
        'content-type': 'application/json',
      },
      body: attempt.sent,
      signal: call.signal,
      timeouts,
    })
    Object.assign(attempt, { status: answer.status, headers: responseHeaders(answer.headers) })
    return { answer, sent }
  }

  /** What a captive portal or a wrong address says with status 200. */
  async models(call: Call): Promise<readonly ModelInfo[]> {
    const { name, timeouts, wire } = this.#options
    const answer = await wire.send({
      method: 'GET',
      url: this.#urlFor(`${this.address}/models`),
      headers: this.#headers(),
      signal: call.signal,
      timeouts,
    })
    const text = await answer.body.text()
    if (answer.status >= 300) throw this.failure(answer, text, '')
    return modelsIn(text, name)
  }

  /** The error of an answer with a failing status and this body. */
  failure({ status, headers }: WireAnswer, text: string, model: string): ApiError {
    const { name, headers: own } = this.#options
    if (status === 401 && this.#keys.labels.length === 0) {
      return new AuthenticationError(
        `${name}: ${this.address} wants a key; set apiKey in its options or its variable`,
        {
          shouldRetry: false,
          backend: name,
        },
      )
    }
    // Hosts quote the key they refuse.
    const secrets = [...this.#keys.secrets, ...this.#base.secrets, ...secretsIn(Object.values(own ?? {}))]
    return errorOfAnswer({ status, headers, text: withoutSecrets(text, secrets) }, name, model)
  }

  /** What is secret in the address is for its own host alone. */
  #urlFor(url: string): string {
    const isOwn = new URL(url).origin === new URL(this.address).origin
    return isOwn ? withQuery(url, this.#base.query) : url
  }

  #headers(label?: string): Readonly<Record<string, string>> {
    const { name, keyHeader = 'authorization', headers } = this.#options
    const { authorization } = this.#base
    const key = this.#keys.keyOf(label, name)
    return {
      ...(key !== undefined && { [keyHeader]: keyHeader === 'authorization' ? `Bearer ${key}` : key }),
      ...(authorization !== undefined && { authorization }),
      ...headers,
    }
  }
}
