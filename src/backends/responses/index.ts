/** OpenAI's Responses API, which runs tools and reasoning together. Nothing is stored there: each request is whole. */
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
import { InputCount } from './count.ts'
import { type AnswerContext, ResponsesReader } from './events.ts'
import { Lessons } from './learn.ts'
import { promptOf } from './prompt.ts'
import { type Translated, toResponsesRequest } from './request.ts'

export interface ResponsesOptions {
  /** Up to and with the version. Default: OpenAI's own. */
  readonly baseUrl?: string
  readonly apiKey?: string | undefined
  /** Several keys in place of `apiKey`: the first is sent, and the next where plugin `failover` finds it used up. */
  readonly apiKeys?: readonly string[]
  /** Model used where nothing else names one. */
  readonly model?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Tokens; clamps what the client asks for. */
  readonly maxOutput?: number
  /** Tokens. */
  readonly contextWindow?: number
  readonly timeouts?: Partial<Timeouts>
}

export interface PlacedOptions extends ResponsesOptions {
  /** How the key travels; default `authorization: Bearer`. */
  readonly keyHeader?: string
}

const openAi = 'https://api.openai.com/v1'
/** Times that one request may be sent again because a refusal has taught something. */
const mostLessons = 4
/** Calls whose reasoning is kept for clients that carry none; a turn's can have 50 KB. */
const mostRemembered = 500

export const responses =
  (options: PlacedOptions = {}) =>
  (context: BackendContext): HostBackend =>
    new ResponsesBackend(options, context)

class ResponsesBackend implements HostBackend {
  readonly name: string
  readonly address: string
  readonly model?: string
  readonly #options: ResponsesOptions
  readonly #host: Host
  readonly #facts: ModelFactsOf
  readonly #lessons = new Lessons()
  readonly #memory = new ReasoningMemory(mostRemembered)
  readonly #ratios: TokenRatios
  readonly #inputCount: InputCount

  constructor(options: PlacedOptions, { name, wire, facts, log, store = memoryStore() }: BackendContext) {
    this.name = name
    // Chat Completions may be served under the same name, and frames prompts otherwise.
    this.#ratios = new TokenRatios({ store, name: 'token-ratios-responses', log })
    if (options.model !== undefined) this.model = options.model
    this.#options = options
    this.#facts = facts ?? modelFacts()
    this.#host = new Host({ ...options, name, baseUrl: options.baseUrl ?? openAi, wire })
    this.address = this.#host.address
    this.#inputCount = new InputCount(this.#host)
  }

  stream(request: MessagesRequest, call: Call): EventStream {
    const asked = withoutNulls(request)
    return eventsOf(
      asked.max_tokens === 0 ? nothingAsked(asked) : new OpenedFlow(() => this.#batches(asked, call)),
    )
  }

  async countTokens(request: MessagesRequest, call: Call): Promise<TokenCount> {
    const { body } = this.#translate(withoutNulls(request), call, once(call))
    const counted = await this.#inputCount.of(body, call)
    return counted === undefined
      ? { inputTokens: await this.#ratios.count(body.model, promptOf(body)), estimated: true }
      : { inputTokens: counted, estimated: false }
  }

  async models(call: Call): Promise<readonly ModelInfo[]> {
    const models = await this.#host.models(call)
    return models.map(model => ({ ...model, ...this.#facts(model.id) }))
  }

  async #batches(request: MessagesRequest, call: Call): Promise<BatchStream> {
    const warn = once(call)
    for (let lessons = 0; ; lessons++) {
      const translated = this.#translate(request, call, warn)
      const { answer, sent } = await this.#host.post('/responses', translated.body, call)
      if (answer.status < 300) {
        call.head({ status: 200, headers: rateLimits(answer.headers, Date.now()) })
        const context = this.#answerContext(request, translated, call, warn)
        const reader = new ResponsesReader(context)
        const ended = () => this.#ratios.learn(sent.model, reader.counted, () => promptOf(sent))
        return answerBatches(answer, reader, { ...context, ended })
      }
      const text = await answer.body.text()
      const lesson =
        lessons < mostLessons ? this.#lessons.learn(answer.status, faultOf(text), sent) : undefined
      if (lesson === undefined) throw this.#host.failure(answer, text, sent.model)
      call.log.debug(`${this.name}: ${lesson}`)
    }
  }

  #translate(request: MessagesRequest, call: Call, warn: Warn): Translated {
    const model = modelName(request.model)
    const { maxOutput: learnt, efforts, summaries, phases } = this.#lessons.of(model)
    const known = this.#options.maxOutput ?? this.#facts(model).maxOutput
    const maxOutput = Math.min(learnt ?? Number.POSITIVE_INFINITY, known ?? Number.POSITIVE_INFINITY)
    const translated = toResponsesRequest(request, {
      backend: this.name,
      memory: this.#memory,
      conversation: conversationOf(request, call.headers),
      session: sessionOf(request, call.headers),
      ...(Number.isFinite(maxOutput) && { maxOutput }),
      ...(efforts && { efforts }),
      summaries,
      phases,
      warn,
    })
    return { ...translated, body: this.#lessons.apply(translated.body) }
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
