/** Any server of the Chat Completions API: OpenAI, Azure, Gemini, Ollama, LM Studio, vLLM and the many that follow them. */
import { InternalError } from '../../anthropic/errors.ts'
import type { EventStream } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Call, ModelInfo, TokenCount } from '../../core/backend.ts'
import { type BatchStream, eventsOf } from '../../core/batch.ts'
import { OpenedFlow } from '../../core/flow.ts'
import { type ModelFactsOf, modelFacts } from '../../core/model-facts.ts'
import { memoryStore } from '../../core/store.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import type { BackendContext } from '../backend-factory.ts'
import {
  callIds,
  isSingle,
  newMessageId,
  nothingAsked,
  once,
  type Warn,
  withoutNulls,
} from '../shared/asking.ts'
import { roughUsage } from '../shared/count.ts'
import { wantsThinking } from '../shared/effort.ts'
import { faultOf } from '../shared/errors.ts'
import { Host, type HostBackend } from '../shared/host.ts'
import { modelName } from '../shared/model-names.ts'
import { rateLimits } from '../shared/rate-limits.ts'
import { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { conversationOf, sessionOf } from '../shared/session.ts'
import { answerBatches } from '../shared/stream.ts'
import { TokenRatios } from '../shared/token-ratios.ts'
import type { Dialect } from './dialect.ts'
import { type AnswerContext, ChatReader } from './events.ts'
import { addressOf, dialectOf, profileFor, profileNamed } from './hosts.ts'
import { Lessons } from './learn.ts'
import { promptOf } from './prompt.ts'
import { type Translated, toChatRequest } from './request.ts'

export interface OpenAiOptions {
  /** Up to and with the version, such as `http://localhost:11434/v1`. Default: that of `host`, else OpenAI's own. */
  readonly baseUrl?: string
  readonly apiKey?: string | undefined
  /** Several keys in place of `apiKey`: the first is sent, and the next where plugin `failover` finds it used up. */
  readonly apiKeys?: readonly string[]
  /** Model used where nothing else names one. */
  readonly model?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Name of the profile where the address does not tell it, such as `vllm`, or `ollama` behind a proxy. */
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
  (options: OpenAiOptions = {}) =>
  (context: BackendContext): HostBackend =>
    new OpenAiBackend(options, context)

class OpenAiBackend implements HostBackend {
  readonly name: string
  readonly address: string
  readonly provider: string
  readonly model?: string
  readonly #options: OpenAiOptions
  readonly #host: Host
  readonly #dialect: Dialect
  readonly #facts: ModelFactsOf
  readonly #lessons = new Lessons()
  readonly #memory = new ReasoningMemory()
  readonly #ratios: TokenRatios

  constructor(options: OpenAiOptions, context: BackendContext) {
    const { store = memoryStore(), log } = context
    this.#ratios = new TokenRatios({ store, name: 'token-ratios', log })
    this.name = context.name
    const named = options.host === undefined ? { baseUrl: openAi } : profileNamed(options.host)
    const baseUrl = options.baseUrl ?? named?.baseUrl
    if (baseUrl === undefined)
      throw new InternalError(`baseUrl is missing, and ${options.host} has no address`)
    const profile = profileFor(baseUrl, options.host)
    this.provider = profile.name
    if (options.model !== undefined) this.model = options.model
    this.#options = options
    this.#facts = context.facts ?? modelFacts()
    this.#dialect = dialectOf(profile, options.dialect)
    this.#host = new Host({
      ...options,
      name: this.name,
      baseUrl: addressOf(baseUrl, profile),
      keyHeader: profile.keyHeader,
      wire: context.wire,
    })
    this.address = this.#host.address
  }

  stream(request: MessagesRequest, call: Call): EventStream {
    const asked = withoutNulls(request)
    return eventsOf(
      asked.max_tokens === 0 ? nothingAsked(asked) : new OpenedFlow(() => this.#batches(asked, call)),
    )
  }

  async countTokens(request: MessagesRequest, call: Call): Promise<TokenCount> {
    const { body } = this.#translate(withoutNulls(request), call, once(call))
    return { inputTokens: await this.#ratios.count(body.model, promptOf(body)), estimated: true }
  }

  async models(call: Call): Promise<readonly ModelInfo[]> {
    const models = await this.#host.models(call)
    return models.map(model => ({ ...model, ...this.#facts(model.id) }))
  }

  async #batches(request: MessagesRequest, call: Call): Promise<BatchStream> {
    const warn = once(call)
    for (let lessons = 0; ; lessons++) {
      const translated = this.#translate(request, call, warn)
      const { answer, sent } = await this.#host.post('/chat/completions', translated.body, call)
      if (answer.status < 300) {
        call.head({ status: 200, headers: rateLimits(answer.headers, Date.now()) })
        const context = this.#answerContext(request, translated, call, warn)
        const reader = new ChatReader(context)
        const ended = () => this.#ratios.learn(sent.model, reader.counted, () => promptOf(sent))
        return answerBatches(answer, reader, { ...context, ended })
      }
      const text = await answer.body.text()
      const lesson =
        lessons < mostLessons
          ? this.#lessons.learn(sent.model, answer.status, faultOf(text), sent)
          : undefined
      if (lesson === undefined) throw this.#host.failure(answer, text, sent.model)
      call.log.debug(`${this.name}: ${lesson}`)
    }
  }

  #translate(request: MessagesRequest, call: Call, warn: Warn): Translated {
    const model = modelName(request.model)
    const maxOutput = this.#lessons.maxOutput(model, this.#options.maxOutput ?? this.#facts(model).maxOutput)
    const translated = toChatRequest(request, {
      backend: this.name,
      dialect: this.#lessons.dialect(model, this.#dialect),
      memory: this.#memory,
      conversation: conversationOf(request, call.headers),
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
      id: newMessageId(),
      asked: call.asked,
      model: body.model,
      dialect: this.#dialect,
      names,
      stops,
      prefill,
      thinking: wantsThinking(request),
      singleCall: isSingle(request),
      memory: this.#memory,
      conversation: conversationOf(request, call.headers),
      takenIds: callIds(request),
      ...(contextWindow !== undefined && { contextWindow }),
      estimate: written => roughUsage(promptOf(body), written),
      warn,
    }
  }
}
