/** One address of an API in OpenAI's manner: sends with the key on, lists models, and says what a refusal means. */
import { type ApiError, AuthenticationError } from '../../anthropic/errors.ts'
import type { Backend, Call, ModelInfo } from '../../core/backend.ts'
import { secretsIn, withoutSecrets } from '../../core/secrets.ts'
import type { Wire, WireAnswer } from '../../wire/http.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import { errorOfAnswer } from './errors.ts'
import { keyFault } from './key-fault.ts'
import { modelsIn } from './models.ts'

/** What a backend of such an API is always able to do. */
export type HostBackend = Backend & Required<Pick<Backend, 'countTokens' | 'models'>>

export interface HostOptions {
  /** Name of the backend, for errors. */
  readonly name: string
  /** Up to and with the version, without a slash at its end. */
  readonly address: string
  readonly apiKey?: string | undefined
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

  constructor(options: HostOptions) {
    this.#options = options
  }

  /** Resolves with any status. */
  async post<Body>(path: string, body: Body, call: Call): Promise<Sent<Body>> {
    const { address, timeouts, wire } = this.#options
    const attempt = await call.attempt({ method: 'POST', url: `${address}${path}`, headers: {}, body })
    const sent = attempt.request.body as Body
    const answer = await wire.send({
      method: 'POST',
      url: attempt.request.url,
      headers: { ...this.#headers(), ...attempt.request.headers, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(sent)),
      signal: call.signal,
      timeouts,
    })
    return { answer, sent }
  }

  async models(call: Call): Promise<readonly ModelInfo[]> {
    const { name, address, timeouts, wire } = this.#options
    const answer = await wire.send({
      method: 'GET',
      url: `${address}/models`,
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
    const { name, address, apiKey, headers: own } = this.#options
    if (status === 401 && apiKey === undefined) {
      return new AuthenticationError(
        `${name}: ${address} wants a key; set apiKey in its options or its variable`,
        {
          shouldRetry: false,
          backend: name,
        },
      )
    }
    // Hosts quote the key they refuse.
    const secrets = secretsIn([apiKey, ...Object.values(own ?? {})])
    return errorOfAnswer({ status, headers, text: withoutSecrets(text, secrets) }, name, model)
  }

  #headers(): Readonly<Record<string, string>> {
    const { name, apiKey, keyHeader, headers } = this.#options
    if (apiKey === undefined) return { ...headers }
    const fault = keyFault(apiKey)
    if (fault !== undefined) {
      throw new AuthenticationError(`${name}: its key ${fault}; give it the key alone`, {
        shouldRetry: false,
        backend: name,
      })
    }
    return keyHeader ? { [keyHeader]: apiKey, ...headers } : { authorization: `Bearer ${apiKey}`, ...headers }
  }
}
