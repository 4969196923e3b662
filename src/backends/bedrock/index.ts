/** The backend `bedrock`: every model family behind the Converse API of Amazon Bedrock. */
import type { EventStream } from '../../anthropic/events.ts'
import { emptyUsage } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Backend, Call, ModelInfo, TokenCount } from '../../core/backend.ts'
import { type Batch, eventsOf } from '../../core/batch.ts'
import { type ModelFactsOf, modelFacts } from '../../core/model-facts.ts'
import { memoryStore } from '../../core/store.ts'
import type { BackendContext, BackendFactory } from '../backend-factory.ts'
import {
  callIds,
  isSingle,
  newMessageId,
  nothingAsked,
  once,
  type Warn,
  withoutNulls,
} from '../shared/asking.ts'
import { baseUrlOf } from '../shared/base-url.ts'
import { roughCount } from '../shared/count.ts'
import { wantsThinking } from '../shared/effort.ts'
import { TokenRatios } from '../shared/token-ratios.ts'
import { BedrockClient, type Sending, type Sent } from './client.ts'
import { promptOf, roughTokens, usualRatio } from './count.ts'
import { brokenAnswer, errorOf, isExpired } from './errors.ts'
import { ConverseReader } from './events.ts'
import { Lessons } from './learn.ts'
import { defaultModel, foundationOf, listModels, longWindow, resolveModel } from './models.ts'
import { type BedrockOptions, guardrailOf } from './options.ts'
import { type Translated, toConverse } from './request.ts'
import { streamed, whole } from './stream.ts'
import { type Traits, traitsOf } from './traits.ts'
import type { ConverseAnswer, ConverseEvent, ConverseRequest, CountRequest } from './types.ts'

export type { BedrockOptions } from './options.ts'

/** Times that one request may be sent again because a refusal has taught something. */
const mostLessons = 4

/**
 * Amazon Bedrock in one region, with the credentials that AWS's own chain finds unless some are given.
 *
 * @example
 * defineConfig({ backends: { cloud: bedrock({ region: 'eu-central-1', profile: 'work' }) } })
 */
export const bedrock =
  (options: BedrockOptions = {}): BackendFactory =>
  context =>
    new BedrockBackend(options, context)

/** One request on its way: the model it goes to and what that model takes. */
interface Plan extends Translated {
  readonly model: string
  readonly traits: Traits
  readonly isStream: boolean
}

class BedrockBackend implements Backend {
  readonly name: string
  readonly address: string
  readonly model: string
  readonly #options: BedrockOptions
  readonly #client: BedrockClient
  readonly #facts: ModelFactsOf
  readonly #lessons = new Lessons()
  readonly #ratios: TokenRatios
  /** Foundation models whose tokens Bedrock does not count for this account. */
  readonly #uncounted = new Set<string>()

  constructor(options: BedrockOptions, { name, wire, log, facts, store = memoryStore() }: BackendContext) {
    this.#ratios = new TokenRatios({ store, name: 'token-ratios', log })
    this.#client = new BedrockClient(options, wire, log)
    this.#facts = facts ?? modelFacts()
    this.#options = options
    this.name = name
    this.address = baseUrlOf(this.#client.endpoint).address
    this.model = options.model ?? defaultModel(this.#client.region)
  }

  stream(request: MessagesRequest, call: Call): EventStream {
    const asked = withoutNulls(request)
    return eventsOf(asked.max_tokens === 0 ? nothingAsked(asked) : this.#batches(asked, call))
  }

  async countTokens(request: MessagesRequest, call: Call): Promise<TokenCount> {
    const { body, model, traits } = this.#translate(withoutNulls(request), call, once(call), {})
    const foundation = foundationOf(model)
    const isCounted =
      traits.family === 'claude' && foundation !== undefined && !this.#uncounted.has(foundation)
    const counted = isCounted ? await this.#counted(foundation, body, call) : undefined
    return counted === undefined
      ? { inputTokens: await this.#ratios.count(model, promptOf(body), usualRatio), estimated: true }
      : { inputTokens: counted, estimated: false }
  }

  async models(): Promise<readonly ModelInfo[]> {
    return listModels(this.#client.region, this.#options.models)
  }

  async *#batches(request: MessagesRequest, call: Call): AsyncGenerator<Batch> {
    const warn = once(call)
    let changes: Partial<Traits> = {}
    let isRenewed = false
    for (let lessons = 0; ; ) {
      const plan = this.#translate(request, call, warn, changes)
      const sending = await this.#announced(
        plan.model,
        plan.isStream ? 'converse-stream' : 'converse',
        plan.body,
        call,
      )
      try {
        yield* this.#answer(request, plan, sending, call)
        return
      } catch (thrown) {
        // What came after the first bytes of an answer cannot be sent again.
        const isRefused = (sending.sent.status ?? 0) >= 300
        const sent = sending.request.body as ConverseRequest
        if (isRefused && isExpired(thrown) && !isRenewed) {
          isRenewed = true
          this.#client.forget()
          continue
        }
        const learnt =
          isRefused && lessons < mostLessons
            ? this.#lessons.learn(plan.model, thrown, sent, plan.traits)
            : undefined
        if (!learnt) throw this.#failure(thrown, plan, sending)
        lessons += 1
        changes = { ...changes, ...learnt }
        call.log.debug(
          `${this.name}: ${plan.model} refused ${Object.keys(learnt).join(', ')}; sent again without`,
        )
      }
    }
  }

  async *#answer(request: MessagesRequest, plan: Plan, sending: Sending, call: Call): AsyncGenerator<Batch> {
    const answer: AsyncIterable<ConverseEvent> | ConverseAnswer = plan.isStream
      ? await this.#client.converseStream(plan.model, sending)
      : await this.#client.converse(plan.model, sending)
    call.head({ status: 200, headers: requestId(sending.sent) })
    const reader = this.#reader(request, plan, call)
    if (plan.isStream) yield* streamed(answer as AsyncIterable<ConverseEvent>, reader)
    else yield whole(answer as ConverseAnswer, reader, this.name)
    this.#ratios.learn(plan.model, reader.counted, () => promptOf(plan.body))
  }

  #reader(request: MessagesRequest, { names, traits, body }: Plan, call: Call): ConverseReader {
    return new ConverseReader({
      backend: this.name,
      id: newMessageId(),
      asked: call.asked,
      names,
      // Claude thinks only where it was asked to, or cannot be kept from it.
      thinking: traits.family === 'claude' || wantsThinking(request),
      signed: traits.family === 'claude',
      singleCall: isSingle(request),
      takenIds: callIds(request),
      estimate: written => ({
        ...emptyUsage,
        input_tokens: roughTokens(body),
        output_tokens: roughCount(written),
      }),
      warn: once(call),
    })
  }

  #translate(request: MessagesRequest, call: Call, warn: Warn, changes: Partial<Traits>): Plan {
    const { models, betas = [] } = this.#options
    const model = resolveModel(request.model, this.#client.region, models)
    const known = this.#lessons.traits(model, traitsOf(model, request.model.replace(longWindow, '')))
    const traits = this.#limited({ ...known, ...changes }, model)
    const hasTools = (request.tools?.length ?? 0) > 0
    const isStream = request.stream === true && (traits.toolsInStreams || !hasTools)
    const translated = toConverse(request, {
      backend: this.name,
      traits,
      headers: call.headers,
      allowed: betas,
      guardrail: guardrailOf(this.#options, isStream),
      warn,
    })
    return { ...translated, model, traits, isStream }
  }

  /** With the least of the limits that the options, the configuration's facts and the model have. */
  #limited(traits: Traits, model: string): Traits {
    const limits = [this.#options.maxOutput, this.#facts(model).maxOutput, traits.maxOutput]
    const known = limits.filter(limit => limit !== undefined)
    return known.length > 0 ? { ...traits, maxOutput: Math.min(...known) } : traits
  }

  async #announced(
    model: string,
    operation: string,
    body: ConverseRequest | CountRequest,
    call: Call,
  ): Promise<Sending> {
    const url = `${this.address}/model/${encodeURIComponent(model)}/${operation}`
    const draft = { method: 'POST', url, headers: {}, body }
    const attempt = await call.attempt(draft, configured)
    return { draft, request: attempt.request, signal: call.signal, sent: attempt }
  }

  /** Undefined where Bedrock does not count; it is remembered where it never will. */
  async #counted(foundation: string, body: ConverseRequest, call: Call): Promise<number | undefined> {
    const { messages, system, toolConfig, additionalModelRequestFields } = body
    const converse = {
      messages,
      ...(system && { system }),
      ...(toolConfig && { toolConfig }),
      ...(additionalModelRequestFields && { additionalModelRequestFields }),
    }
    const sending = await this.#announced(foundation, 'count-tokens', { input: { converse } }, call)
    try {
      const counted = await this.#client.countTokens(foundation, sending)
      call.head({ status: 200, headers: requestId(sending.sent) })
      return counted
    } catch {
      if (call.signal.aborted) throw call.signal.reason
      if ([400, 403, 404].includes(sending.sent.status ?? 0)) this.#uncounted.add(foundation)
      return undefined
    }
  }

  #failure(thrown: unknown, { model, isStream }: Plan, { sent, signal }: Sending): unknown {
    if (isStream && isPage(sent) && !signal.aborted) return brokenAnswer(this.name)
    return errorOf(thrown, { backend: this.name, model, sent, signal, profile: this.#options.profile })
  }
}

/** One account: a second key of it shares its limits. Two accounts or regions are two backends. */
const configured = ['key 1'] as const

/** Gateways and captive portals answer 200 with a page, or with JSON, which the SDK takes for a stream of nothing. */
const isPage = ({ status = 0, headers }: Sent): boolean =>
  status < 300 && /html|json/.test(headers?.['content-type'] ?? '')

const requestId = ({ headers }: Sent): Readonly<Record<string, string>> => {
  const id = headers?.['x-amzn-requestid']
  return id === undefined ? {} : { 'x-amzn-requestid': id }
}
