/** A Messages request as a Chat Completions request. Pure: what it cannot carry is told to `warn`. */
import { createHash } from 'node:crypto'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { formatSchema, serviceTier, systemBlocks } from '../shared/asking.ts'
import { wantsThinking } from '../shared/effort.ts'
import { refuseImpossible } from '../shared/losses.ts'
import { bareName, isReasoning, modelName } from '../shared/model-names.ts'
import { ToolNames } from '../shared/names.ts'
import type { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { isStrict, parametersOf } from '../shared/schema.ts'
import type { Dialect } from './dialect.ts'
import { conversation } from './messages.ts'
import { textPart } from './parts.ts'
import { reasoningFields } from './reasoning.ts'
import { chatTools, chosenTools } from './tools.ts'
import type { ChatMessage, ChatRequest, ChatTool, TextPart } from './types.ts'

export interface TranslationContext {
  readonly backend: string
  readonly dialect: Dialect
  readonly memory: ReasoningMemory
  /** Key of the client's session, for caches. */
  readonly session: string
  /** What reasoning is remembered under. */
  readonly conversation: string
  /** Tokens; the most the model may be asked to write. */
  readonly maxOutput?: number
  warn(text: string): void
}

export interface Translated {
  readonly body: ChatRequest
  readonly names: ToolNames
  /** Stop sequences, all of which are enforced here: a host may not. */
  readonly stops: readonly string[]
  /** The start of the answer that the client has written itself, which must not come back. */
  readonly prefill: string
}

export function toChatRequest(request: MessagesRequest, given: TranslationContext): Translated {
  refuseImpossible(request, given)
  const model = modelName(request.model)
  const context = { ...given, dialect: dialectOfModel(given.dialect, model) }
  const names = new ToolNames(context.dialect.toolNameLength)
  const shared = { ...context, names, thinking: wantsThinking(request) }
  const { tools, choice, parallel } = chosenTools(request, chatTools(request.tools ?? [], shared), shared)
  const messages = [...system(request, model, context), ...conversation(request, shared)]
  const prefill = prefillOf(messages)
  const stops = (request.stop_sequences ?? []).filter(stop => stop.trim() !== '')
  const taken = stopsTaken(model, context.dialect)
  const body: ChatRequest = {
    model,
    messages: prefill === '' ? messages : withPrefill(messages, prefill, context.dialect),
    ...(request.stream && {
      stream: true,
      ...(context.dialect.streamUsage && { stream_options: { include_usage: true } as const }),
    }),
    ...limits(request, model, context),
    ...sampling(request, model, context),
    ...(stops.length > 0 && taken > 0 && { stop: stops.slice(0, taken) }),
    ...toolFields(tools, choice, parallel),
    ...reasoningFields(request, model, context),
    ...formatFields(request, context),
    ...identity(request, context),
    ...(prefill !== '' &&
      context.dialect.prefill === 'continue' && {
        continue_final_message: true,
        add_generation_prompt: false,
      }),
  }
  return { body, names, stops, prefill }
}

/** R1 refuses the reasoning of earlier turns, which its successors want. */
const dialectOfModel = (dialect: Dialect, model: string): Dialect =>
  dialect.reasoningBack === 'reasoning_content' && /deepseek-(reasoner|r1)/i.test(model)
    ? { ...dialect, reasoningBack: 'none' }
    : dialect

const toolFields = (
  tools: readonly ChatTool[],
  choice: ChatRequest['tool_choice'],
  parallel: false | undefined,
): Partial<ChatRequest> => ({
  ...(tools.length > 0 && { tools }),
  ...(choice !== undefined && { tool_choice: choice }),
  ...(parallel === false && { parallel_tool_calls: false }),
})

function system(
  request: MessagesRequest,
  model: string,
  { dialect }: TranslationContext,
): readonly ChatMessage[] {
  const parts: TextPart[] = systemBlocks(request).map(block => textPart(block.text, block, dialect))
  const schema = formatSchema(request)
  if (schema && dialect.responseFormat !== 'json_schema') {
    parts.push({ type: 'text', text: `Answer with JSON of this schema:\n${JSON.stringify(schema)}` })
  }
  if (parts.length === 0) return []
  // OpenAI's first two reasoning models took no system at all.
  if (/^o1-(mini|preview)/.test(bareName(model))) return [{ role: 'user', content: joined(parts) }]
  const role = isReasoning(model) ? dialect.systemRole : 'system'
  return [
    { role, content: dialect.cacheControl && parts.some(part => part.cache_control) ? parts : joined(parts) },
  ]
}

const joined = (parts: readonly TextPart[]): string => parts.map(({ text }) => text).join('\n\n')

/** The least that reasoning models are known to finish with: probes of one token fail there. */
const leastOutput = 16

function limits(
  request: MessagesRequest,
  model: string,
  { dialect, maxOutput }: TranslationContext,
): Partial<ChatRequest> {
  if (request.max_tokens === undefined) return {}
  const least =
    isReasoning(model) || dialect.reasoning === 'gemini'
      ? Math.max(request.max_tokens, leastOutput)
      : request.max_tokens
  return { [dialect.maxTokensField]: maxOutput === undefined ? least : Math.min(least, maxOutput) }
}

function sampling(
  request: MessagesRequest,
  model: string,
  { dialect, warn }: TranslationContext,
): Partial<ChatRequest> {
  const { temperature, top_p: topP, top_k: topK } = request
  if (topK !== undefined && !dialect.topK) warn('top_k: not known to this host')
  const fixed = isReasoning(model) || !dialect.temperature
  // 1 is Anthropic's default and every model's: its loss is none.
  if (fixed && ((temperature ?? 1) !== 1 || (topP ?? 1) !== 1))
    warn(`temperature, top_p: ${model} does not take them`)
  return {
    ...(temperature !== undefined && !fixed && { temperature }),
    ...(topP !== undefined && !fixed && { top_p: topP }),
    ...(topK !== undefined && dialect.topK && { top_k: topK }),
  }
}

const stopsTaken = (model: string, dialect: Dialect): number =>
  /^(o[34]|gpt-[5-9](?!.*-chat))/.test(bareName(model)) ? 0 : dialect.maxStops

function formatFields(request: MessagesRequest, { dialect, warn }: TranslationContext): Partial<ChatRequest> {
  const schema = formatSchema(request)
  if (!schema) return {}
  if (dialect.responseFormat === 'json_object') return { response_format: { type: 'json_object' } }
  if (dialect.responseFormat === 'none') {
    warn('output_config.format: this host cannot be held to a schema')
    return {}
  }
  const clean = parametersOf(schema)
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'structured_output', schema: clean, strict: isStrict(clean) },
    },
  }
}

/** Never the client's own string: it holds the ids of device and account. */
function identity(request: MessagesRequest, { dialect, session }: TranslationContext): Partial<ChatRequest> {
  const id = request.metadata?.user_id
  const hash = id ? createHash('sha256').update(id).digest('hex') : undefined
  return {
    ...(hash && dialect.userId !== 'none' && { [dialect.userId]: hash }),
    ...(session && dialect.userId === 'safety_identifier' && { prompt_cache_key: session }),
    ...(dialect.serviceTier && serviceTier(request)),
  }
}

function prefillOf(messages: readonly ChatMessage[]): string {
  const last = messages.at(-1)
  const isText = last?.role === 'assistant' && !last.tool_calls && typeof last.content === 'string'
  return isText ? String(last.content).trimEnd() : ''
}

/** An answer that the client has begun: the model goes on behind it where the host lets it. */
function withPrefill(
  messages: readonly ChatMessage[],
  content: string,
  { prefill }: Dialect,
): readonly ChatMessage[] {
  const mark =
    prefill === 'prefix' ? { prefix: true as const } : prefill === 'partial' ? { partial: true as const } : {}
  return [...messages.slice(0, -1), { role: 'assistant', content, ...mark }]
}
