/** Any server of the Chat Completions API: OpenAI, Azure, Gemini, Ollama, LM Studio, vLLM and the many that follow them. */
import type { EventStream } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Call, ModelInfo, TokenCount } from '../../core/backend.ts'
import { type Batch, eventsOf } from '../../core/batch.ts'
import { type ModelFactsOf, modelFacts } from '../../core/model-facts.ts'
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
import { countTokens, roughUsage } from '../shared/count.ts'
import { wantsThinking } from '../shared/effort.ts'
import { faultOf } from '../shared/errors.ts'
import { Host, type HostBackend } from '../shared/host.ts'
import { modelName } from '../shared/model-names.ts'
import { rateLimits } from '../shared/rate-limits.ts'
import { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { sessionOf } from '../shared/session.ts'
import { answerBatches } from '../shared/stream.ts'
import type { Dialect } from './dialect.ts'
import { type AnswerContext, ChatReader } from './events.ts'
import { dialectOf, hostProfiles, profileFor } from './hosts.ts'
import { Lessons } from './learn.ts'
import { promptOf } from './prompt.ts'
import { type Translated, toChatRequest } from './request.ts'

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
  (options: OpenAiOptions = {}) =>
  (context: BackendContext): HostBackend =>
    new OpenAiBackend(options, context)

class OpenAiBackend implements HostBackend {
  readonly name: string
  readonly address: string
  readonly model?: string
  readonly #options: OpenAiOptions
  readonly #host: Host
  readonly #dialect: Dialect
  readonly #facts: ModelFactsOf
  readonly #lessons = new Lessons()
  readonly #memory = new ReasoningMemory()

  constructor(options: OpenAiOptions, context: BackendContext) {
    this.name = context.name
    this.address = (options.baseUrl ?? openAi).replace(/\/+$/, '')
    if (options.model !== undefined) this.model = options.model
    this.#options = options
    this.#facts = context.facts ?? modelFacts()
    const profile = hostProfiles.find(({ name }) => name === options.host) ?? profileFor(this.address)
    this.#dialect = dialectOf(profile, options.dialect)
    this.#host = new Host({
      ...options,
      name: this.name,
      address: this.address,
      keyHeader: profile.keyHeader,
      wire: context.wire,
    })
  }

  stream(request: MessagesRequest, call: Call): EventStream {
    const asked = withoutNulls(request)
    return eventsOf(asked.max_tokens === 0 ? nothingAsked(asked) : this.#batches(asked, call))
  }

  async countTokens(request: MessagesRequest, call: Call): Promise<TokenCount> {
    const { body } = this.#translate(withoutNulls(request), call, once(call))
    return { inputTokens: await countTokens(promptOf(body)), estimated: true }
  }

  async models(call: Call): Promise<readonly ModelInfo[]> {
    const models = await this.#host.models(call)
    return models.map(model => ({ ...model, ...this.#facts(model.id) }))
  }

  async *#batches(request: MessagesRequest, call: Call): AsyncGenerator<Batch> {
    const warn = once(call)
    for (let lessons = 0; ; lessons++) {
      const translated = this.#translate(request, call, warn)
      const { answer, sent } = await this.#host.post('/chat/completions', translated.body, call)
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
      session: sessionOf(request, call.headers),
      takenIds: callIds(request),
      ...(contextWindow !== undefined && { contextWindow }),
      estimate: written => roughUsage(promptOf(body), written),
      warn,
    }
  }
}
