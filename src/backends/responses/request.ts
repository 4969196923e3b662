/** A Messages request as a request of the Responses API. Pure: what it cannot carry is told to `warn`. */
import { createHash } from 'node:crypto'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { formatSchema, serviceTier, systemBlocks } from '../shared/asking.ts'
import { effortOf, levelOf, wantsThinking } from '../shared/effort.ts'
import { refuseImpossible, tellThinking } from '../shared/losses.ts'
import { bareName, isReasoning, modelName } from '../shared/model-names.ts'
import { ToolNames } from '../shared/names.ts'
import type { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { isStrict, parametersOf } from '../shared/schema.ts'
import { inputOf } from './input.ts'
import { toolFields } from './tools.ts'
import type { InputItem, ResponsesRequest } from './types.ts'

export interface TranslationContext {
  readonly backend: string
  readonly memory: ReasoningMemory
  /** Key of the client's session, for caches. */
  readonly session: string
  /** What reasoning is remembered under. */
  readonly conversation: string
  /** Tokens; the most the model may be asked to write. */
  readonly maxOutput?: number
  /** What this model has been seen to take, where its name does not tell. */
  readonly efforts?: readonly string[]
  /** False where the host gives no summaries of reasoning. */
  readonly summaries: boolean
  /** False where the host refuses the phase of a message. */
  readonly phases: boolean
  warn(text: string): void
}

export interface Translated {
  readonly body: ResponsesRequest
  readonly names: ToolNames
  /** This API knows none: all are enforced here. */
  readonly stops: readonly string[]
  /** The start of the answer that the client has written itself, which must not come back. */
  readonly prefill: string
}

const nameLength = 64
/** The least that the API takes: probes of one token fail there. */
const leastOutput = 16

export function toResponsesRequest(request: MessagesRequest, context: TranslationContext): Translated {
  refuseImpossible(request, context)
  const model = modelName(request.model)
  const names = new ToolNames(nameLength)
  const reasons = !neverReasons(model)
  // First, so that no name of the history takes a tool's.
  const tools = toolFields(request, { ...context, names })
  const input = inputOf(request, { ...context, names, reasons, phases: context.phases && hasPhases(model) })
  const body: ResponsesRequest = {
    model,
    ...instructions(request),
    input,
    store: false,
    ...(reasons && { include: ['reasoning.encrypted_content'] }),
    ...(request.stream && { stream: true }),
    ...limit(request, context),
    ...sampling(request, model, context),
    ...tools,
    ...reasoning(request, model, context),
    ...format(request),
    ...identity(request, context),
    ...serviceTier(request),
  }
  const stops = (request.stop_sequences ?? []).filter(stop => stop.trim() !== '')
  return { body, names, stops, prefill: prefillOf(input) }
}

/** Models that refuse to hear of reasoning: "Encrypted content is not supported with this model". */
const neverReasons = (model: string): boolean => /^(gpt-[34]|chatgpt-|gpt-[5-9].*-chat)/.test(bareName(model))

const hasPhases = (model: string): boolean => /^gpt-(5\.[3-9]|[6-9])(?!.*-chat)/.test(bareName(model))

function instructions(request: MessagesRequest): Partial<ResponsesRequest> {
  const texts = systemBlocks(request).map(({ text }) => text)
  return texts.length > 0 ? { instructions: texts.join('\n\n') } : {}
}

function limit(request: MessagesRequest, { maxOutput }: TranslationContext): Partial<ResponsesRequest> {
  if (request.max_tokens === undefined) return {}
  const least = Math.max(request.max_tokens, leastOutput)
  return { max_output_tokens: maxOutput === undefined ? least : Math.min(least, maxOutput) }
}

function sampling(
  { temperature, top_p: topP, top_k: topK }: MessagesRequest,
  model: string,
  { warn }: TranslationContext,
): Partial<ResponsesRequest> {
  if (topK !== undefined) warn('top_k: not known to this API')
  if (!isReasoning(model)) {
    return {
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
    }
  }
  // 1 is Anthropic's default and every model's: its loss is none.
  if ((temperature ?? 1) !== 1 || (topP ?? 1) !== 1) warn(`temperature, top_p: ${model} does not take them`)
  return {}
}

function reasoning(
  request: MessagesRequest,
  model: string,
  { efforts, summaries, warn }: TranslationContext,
): Partial<ResponsesRequest> {
  if (neverReasons(model)) {
    tellThinking(request, model, warn)
    return {}
  }
  const effort = effortOf(levelOf(request), model, efforts)
  const { thinking } = request
  const isHidden = thinking !== undefined && 'display' in thinking && thinking.display === 'omitted'
  const isShown = wantsThinking(request) && !isHidden && summaries
  if (effort === undefined && !isShown) return {}
  return {
    reasoning: { ...(effort !== undefined && { effort }), ...(isShown && { summary: 'auto' as const }) },
  }
}

function format(request: MessagesRequest): Partial<ResponsesRequest> {
  const schema = formatSchema(request)
  if (!schema) return {}
  const clean = parametersOf(schema)
  return {
    text: {
      format: { type: 'json_schema', name: 'structured_output', schema: clean, strict: isStrict(clean) },
    },
  }
}

/** Never the client's own string: it holds the ids of device and account. */
function identity(request: MessagesRequest, { session }: TranslationContext): Partial<ResponsesRequest> {
  const id = request.metadata?.user_id
  return {
    ...(id && { safety_identifier: createHash('sha256').update(id).digest('hex') }),
    ...(session && { prompt_cache_key: session }),
  }
}

function prefillOf(input: readonly InputItem[]): string {
  const last = input.at(-1)
  return last?.type === 'message' && last.role === 'assistant' ? last.content.trimEnd() : ''
}
