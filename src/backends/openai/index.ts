/** Any server of the Chat Completions API: OpenAI, Azure, Gemini, Ollama, LM Studio, vLLM and the many that follow them. */
import { randomBytes } from 'node:crypto'
import { AuthenticationError } from '../../anthropic/errors.ts'
import type { EventStream } from '../../anthropic/events.ts'
import { emptyMessage, emptyUsage, type Usage } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { unfold } from '../../anthropic/unfold.ts'
import type { Backend, Call, ModelInfo, TokenCount } from '../../core/backend.ts'
import { Batch, eventsOf } from '../../core/batch.ts'
import { type ModelFactsOf, modelFacts } from '../../core/model-facts.ts'
import { secretsIn, withoutSecrets } from '../../core/secrets.ts'
import type { WireAnswer } from '../../wire/http.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import type { BackendContext, BackendFactory } from '../backend-factory.ts'
import { errorOfAnswer, faultOf } from '../shared/errors.ts'
import { modelsIn } from '../shared/models.ts'
import { rateLimits } from '../shared/rate-limits.ts'
import { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { sessionOf } from '../shared/session.ts'
import { charactersOf, countTokens, roughCount } from './count.ts'
import type { Dialect } from './dialect.ts'
import { type AnswerContext, ChatReader } from './events.ts'
import { dialectOf, type HostProfile, hostProfiles, profileFor } from './hosts.ts'
import { Lessons } from './learn.ts'
import { wantsThinking } from './reasoning.ts'
import { modelName, type Translated, toChatRequest } from './request.ts'
import { answerBatches } from './stream.ts'
import type { ChatRequest } from './types.ts'

export interface OpenAiOptions {
  /** Up to and with the version, such as `http://localhost:11434/v1`. Default: OpenAI's own. */
  readonly baseUrl?: string
  readonly apiKey?: string
  /** Model used where nothing else names one. */
  readonly model?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Name of the host profile where the address does not tell it, such as `ollama` behind a proxy. */
  readonly host?: string
  /** Flags that differ from the profile's. */
  readonly dialect?: Partial<Dialect>
  /** Tokens; clamps what the client asks for. */
  readonly maxOutput?: number
  /** Tokens. */
  readonly contextWindow?: number
  readonly timeouts?: Partial<Timeouts>
}

const openAi = 'https://api.openai.com/v1'
/** Times that one request may be sent again because a refusal has taught something. */
const mostLessons = 4

export const openai =
  (options: OpenAiOptions = {}): BackendFactory =>
  context =>
    new OpenAiBackend(options, context)

class OpenAiBackend implements Backend {
  readonly name: string
  readonly address: string
  readonly model?: string
  readonly #options: OpenAiOptions
  readonly #context: BackendContext
  readonly #profile: HostProfile
  readonly #dialect: Dialect
  readonly #facts: ModelFactsOf
  readonly #lessons = new Lessons()
  readonly #memory = new ReasoningMemory()

  constructor(options: OpenAiOptions, context: BackendContext) {
    this.name = context.name
    this.address = (options.baseUrl ?? openAi).replace(/\/+$/, '')
    if (options.model !== undefined) this.model = options.model
    this.#options = options
    this.#context = context
    this.#facts = context.facts ?? modelFacts()
    this.#profile = hostProfiles.find(({ name }) => name === options.host) ?? profileFor(this.address)
    this.#dialect = dialectOf(this.#profile, options.dialect)
  }

  stream(request: MessagesRequest, call: Call): EventStream {
    return eventsOf(request.max_tokens === 0 ? nothingAsked(request) : this.#batches(request, call))
  }

  async countTokens(request: MessagesRequest, call: Call): Promise<TokenCount> {
    const { body } = this.#translate(request, call, once(call))
    return { inputTokens: await countTokens(body), estimated: true }
  }

  async models(call: Call): Promise<readonly ModelInfo[]> {
    const answer = await this.#context.wire.send({
      method: 'GET',
      url: `${this.address}/models`,
      headers: this.#headers(),
      signal: call.signal,
      timeouts: this.#options.timeouts,
    })
    const text = await answer.body.text()
    if (answer.status >= 300) throw this.#failure(answer, text, '')
    return modelsIn(text, this.name).map(model => ({ ...model, ...this.#facts(model.id) }))
  }

  async *#batches(request: MessagesRequest, call: Call): AsyncGenerator<Batch> {
    const warn = once(call)
    for (let lessons = 0; ; lessons++) {
      const translated = this.#translate(request, call, warn)
      const { answer, sent } = await this.#send(translated.body, call)
      if (answer.status < 300) {
        call.head({ status: 200, headers: rateLimits(answer.headers, Date.now()) })
        const context = this.#answerContext(request, translated, call, warn)
        yield* answerBatches(answer, new ChatReader(context), context)
        return
      }
      const text = await answer.body.text()
      const lesson =
        lessons < mostLessons
          ? this.#lessons.learn(sent.model, answer.status, faultOf(text), sent)
          : undefined
      if (lesson === undefined) throw this.#failure(answer, text, sent.model)
      call.log.debug(`${this.name}: ${lesson}`)
    }
  }

  async #send(
    body: ChatRequest,
    call: Call,
  ): Promise<{ readonly answer: WireAnswer; readonly sent: ChatRequest }> {
    const url = `${this.address}/chat/completions`
    const attempt = await call.attempt({ method: 'POST', url, headers: {}, body })
    const sent = attempt.request.body as ChatRequest
    const answer = await this.#context.wire.send({
      method: 'POST',
      url: attempt.request.url,
      headers: { ...this.#headers(), ...attempt.request.headers, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(sent)),
      signal: call.signal,
      timeouts: this.#options.timeouts,
    })
    return { answer, sent }
  }

  #translate(request: MessagesRequest, call: Call, warn: Warn): Translated {
    const model = modelName(request.model)
    const maxOutput = this.#lessons.maxOutput(model, this.#options.maxOutput ?? this.#facts(model).maxOutput)
    const translated = toChatRequest(request, {
      backend: this.name,
      dialect: this.#lessons.dialect(model, this.#dialect),
      memory: this.#memory,
      session: sessionOf(request, call.headers),
      ...(maxOutput !== undefined && { maxOutput }),
      warn,
    })
    return { ...translated, body: this.#lessons.apply(translated.body.model, translated.body, warn) }
  }

  #answerContext(
    request: MessagesRequest,
    { body, names, stops, prefill }: Translated,
    call: Call,
    warn: Warn,
  ): AnswerContext {
    const contextWindow = this.#options.contextWindow ?? this.#facts(body.model).contextWindow
    return {
      backend: this.name,
      id: `msg_${randomBytes(12).toString('hex')}`,
      asked: call.asked,
      model: body.model,
      dialect: this.#dialect,
      names,
      stopSequences: request.stop_sequences ?? [],
      stops,
      prefill,
      thinking: wantsThinking(request),
      singleCall: isSingle(request),
      memory: this.#memory,
      session: sessionOf(request, call.headers),
      takenIds: callIds(request),
      ...(contextWindow !== undefined && { contextWindow }),
      estimate: written => estimated(body, written),
      warn,
    }
  }

  #headers(): Readonly<Record<string, string>> {
    const { apiKey, headers } = this.#options
    if (apiKey === undefined) return { ...headers }
    return this.#profile.keyHeader
      ? { [this.#profile.keyHeader]: apiKey, ...headers }
      : { authorization: `Bearer ${apiKey}`, ...headers }
  }

  #failure({ status, headers }: WireAnswer, text: string, model: string): Error {
    if (status === 401 && this.#options.apiKey === undefined) {
      return new AuthenticationError(
        `${this.name}: ${this.address} wants a key; set apiKey in its options or its variable`,
        {
          shouldRetry: false,
          backend: this.name,
        },
      )
    }
    const secrets = secretsIn([this.#options.apiKey, ...Object.values(this.#options.headers ?? {})])
    return errorOfAnswer({ status, headers, text: withoutSecrets(text, secrets) }, this.name, model)
  }
}

type Warn = (text: string) => void

/** A warning once for a request, however many blocks it is true of. */
function once(call: Call): Warn {
  const said = new Set<string>()
  return text => {
    if (said.has(text)) return
    said.add(text)
    call.warn(text)
  }
}

const isSingle = ({ tool_choice: choice }: MessagesRequest): boolean =>
  choice !== undefined && choice.type !== 'none' && choice.disable_parallel_tool_use === true

/** Clients drop the second of two calls with one id, over the whole conversation. */
const callIds = (request: MessagesRequest): readonly string[] =>
  request.messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.flatMap(block => (block.type === 'tool_use' ? [block.id] : [])),
  )

const estimated = (body: ChatRequest, written: number): Usage => ({
  ...emptyUsage,
  input_tokens: roughCount(charactersOf(body)),
  output_tokens: roughCount(written),
})

/** No tokens asked for: Anthropic fills its cache then; there is none here to fill, and no host takes a zero. */
async function* nothingAsked(request: MessagesRequest): AsyncGenerator<Batch> {
  const id = `msg_${randomBytes(12).toString('hex')}`
  yield Batch.ofEvents([...unfold({ ...emptyMessage(id, request.model), stop_reason: 'max_tokens' })])
}
