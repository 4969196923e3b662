/** The SDK's client, loaded by the first request and sent through the wire: its proxies, authorities and time limits. */
import type { BedrockRuntimeClient, BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime'
import type { Headers, WireRequest } from '../../core/backend.ts'
import type { Log } from '../../core/log.ts'
import type { Wire } from '../../wire/http.ts'
import { inputOf } from './bytes.ts'
import { withoutMetadataService } from './metadata-service.ts'
import { type BedrockOptions, checkKeys, endpointOf, regionOf } from './options.ts'
import type { ConverseAnswer, ConverseEvent, ConverseRequest, CountRequest } from './types.ts'
import { bufferOf, type HttpRequest, WireHandler } from './wire-handler.ts'

type Sdk = typeof import('@aws-sdk/client-bedrock-runtime')

export interface Sent {
  /** Status and headers of the answer, also of one that is thrown as an error. */
  status?: number
  headers?: Headers
  /** The body as it goes out. */
  sent?: Buffer
}

/** What a send needs: the draft it came from tells whether a plugin has chosen another place. */
export interface Sending {
  readonly draft: WireRequest
  readonly request: WireRequest
  readonly signal: AbortSignal
  readonly sent: Sent
}

export class BedrockClient {
  readonly endpoint: string
  readonly region: string
  readonly #options: BedrockOptions
  readonly #wire: Wire
  readonly #log: Log
  #loading: Promise<{ readonly sdk: Sdk; readonly client: BedrockRuntimeClient }> | undefined

  constructor(options: BedrockOptions, wire: Wire, log: Log) {
    checkKeys(options)
    this.endpoint = endpointOf(options)
    this.region = regionOf(options)
    this.#options = options
    this.#wire = wire
    this.#log = log
  }

  /** Throws the SDK's exceptions, and the wire's `ApiError`s for what fails below HTTP. */
  async converse(model: string, sending: Sending): Promise<ConverseAnswer> {
    const { sdk, client } = await this.#ready()
    const input = inputOf(model, sending.request.body as ConverseRequest)
    const command = new sdk.ConverseCommand(input)
    watch(command, sending)
    return (await client.send(command, { abortSignal: sending.signal })) as ConverseAnswer
  }

  async converseStream(model: string, sending: Sending): Promise<AsyncIterable<ConverseEvent>> {
    const { sdk, client } = await this.#ready()
    const input = inputOf(model, sending.request.body as ConverseRequest)
    const command = new sdk.ConverseStreamCommand(input)
    watch(command, sending)
    const { stream } = await client.send(command, { abortSignal: sending.signal })
    return (stream ?? []) as AsyncIterable<ConverseEvent>
  }

  async countTokens(model: string, sending: Sending): Promise<number | undefined> {
    const { sdk, client } = await this.#ready()
    const { converse } = (sending.request.body as CountRequest).input
    const { modelId: _, ...input } = inputOf(model, converse)
    const command = new sdk.CountTokensCommand({ modelId: model, input: { converse: input } })
    watch(command, sending)
    return (await client.send(command, { abortSignal: sending.signal })).inputTokens
  }

  /** The next send asks the chain of credentials anew. */
  forget(): void {
    this.#loading = undefined
  }

  async #ready() {
    this.#loading ??= import('@aws-sdk/client-bedrock-runtime').then(sdk => ({
      sdk,
      client: quietly(() => new sdk.BedrockRuntimeClient(this.#configuration())),
    }))
    const ready = await this.#loading
    if (this.#options.apiKey === undefined && this.#options.accessKeyId === undefined) {
      await this.#credentials(ready.client)
    }
    return ready
  }

  /** Has the chain run here, where the metadata service can be kept out of it; the SDK remembers what it found. */
  async #credentials({ config }: BedrockRuntimeClient): Promise<void> {
    const schemes = await config.authSchemePreference()
    if (schemes.includes('httpBearerAuth')) return
    const mayAsk = this.#options.metadataService || process.env.AWS_EC2_METADATA_DISABLED === 'false'
    await (mayAsk ? config.credentials() : withoutMetadataService(() => config.credentials()))
  }

  #configuration(): BedrockRuntimeClientConfig {
    const { profile, accessKeyId, secretAccessKey, sessionToken, apiKey } = this.#options
    const isExplicit = profile !== undefined || accessKeyId !== undefined
    return {
      region: this.region,
      endpoint: this.endpoint,
      // Retries are a plugin's affair.
      maxAttempts: 1,
      requestHandler: new WireHandler(this.#wire, this.#options.timeouts),
      logger: quiet(this.#log),
      ...filesAnew,
      ...(profile !== undefined && { profile }),
      ...(accessKeyId !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey: secretAccessKey ?? '',
          ...(sessionToken !== undefined && { sessionToken }),
        },
      }),
      ...(apiKey !== undefined
        ? { token: { token: apiKey }, authSchemePreference: ['httpBearerAuth'] }
        : isExplicit && { authSchemePreference: ['sigv4'] }),
    }
  }
}

const nodeWarning = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/** Without the SDK's word to whoever publishes a program that still runs on Node 20. */
function quietly<Value>(work: () => Value): Value {
  const before = process.env[nodeWarning]
  process.env[nodeWarning] = 'true'
  try {
    return work()
  } finally {
    if (before === undefined) delete process.env[nodeWarning]
    else process.env[nodeWarning] = before
  }
}

/** Not among its declared options, but passed on to what reads the files of AWS: a renewed sign-in changes them. */
const filesAnew: object = { ignoreCache: true }

/** The SDK would write whole requests into its log. */
const quiet = (log: Log) => ({
  trace() {},
  debug() {},
  info() {},
  warn: (text: unknown) => log.warn(String(text)),
  error() {},
})

type Command = { readonly middlewareStack: { add(middleware: never, options: never): void } }

/** Lets a plugin's URL and headers into the request before it is signed, and keeps what came back. */
function watch(command: Command, { draft, request, sent }: Sending): void {
  const stack = command.middlewareStack as unknown as {
    add(
      middleware: (next: Next) => Next,
      options: { readonly step: string; readonly priority?: string },
    ): void
  }
  const changed = (next: Next) => async (given: Given) => {
    if (given.request) {
      applyChanges(given.request, draft, request)
      sent.sent = bufferOf(given.request.body)
    }
    return next(given)
  }
  const kept = (next: Next) => async (given: Given) => {
    const result = await next(given)
    if (result.response) {
      sent.status = result.response.statusCode
      sent.headers = result.response.headers
    }
    return result
  }
  stack.add(changed, { step: 'build', priority: 'low' })
  stack.add(kept, { step: 'deserialize', priority: 'low' })
}

interface Given {
  readonly request?: HttpRequest
}
type Next = (given: Given) => Promise<{
  readonly response?: { readonly statusCode: number; readonly headers: Headers }
}>

function applyChanges(sdk: HttpRequest, draft: WireRequest, request: WireRequest): void {
  for (const [name, value] of Object.entries(request.headers)) sdk.headers[name.toLowerCase()] = value
  if (request.url === draft.url) return
  const { protocol, hostname, port, pathname, host } = new URL(request.url)
  Object.assign(sdk, { protocol, hostname, port: port ? Number(port) : undefined, path: pathname })
  sdk.headers.host = host
}
