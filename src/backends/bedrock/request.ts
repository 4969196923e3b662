/** A Messages request as a Converse request. Pure: what it cannot carry is told to `warn`. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { formatSchema, systemBlocks } from '../shared/asking.ts'
import { refuseImpossible } from '../shared/losses.ts'
import { ToolNames } from '../shared/names.ts'
import { type BetaContext, betasFor, managedEdits, managementBeta } from './betas.ts'
import { placeCachePoints, pointFor } from './cache-points.ts'
import { callIdOf } from './call-ids.ts'
import { documentNames } from './documents.ts'
import { conversation } from './messages.ts'
import { effortOf, thinkingFields } from './thinking.ts'
import { toolsFor } from './tools.ts'
import type { ConverseMessage, ConverseRequest, Guardrail, SystemBlock } from './types.ts'

export interface TranslationContext extends BetaContext {
  readonly backend: string
  readonly guardrail?: Guardrail | undefined
  warn(text: string): void
}

export interface Translated {
  readonly body: ConverseRequest
  readonly names: ToolNames
}

/** Bedrock's longest name of a tool. */
const longestName = 64

export function toConverse(request: MessagesRequest, context: TranslationContext): Translated {
  const { backend, traits, warn } = context
  refuseImpossible(request, { backend, warn, carries: ['context_management'] })
  const names = new ToolNames(longestName)
  const callId = (id: string): string => callIdOf(id, traits)
  const shared = { backend, traits, names, callId, documentName: documentNames(), warn }
  const messages = trimmedEnd(conversation(request, shared))
  const { toolConfig, hint } = toolsFor(request, messages, shared)
  const format = formatOf(request, context)
  const thinking = thinkingFields(request, messages, traits)
  const plan = { ...context, thinking, isThinking: isOn(thinking.thinking) }
  const system = systemOf(request, [hint, format.prompt])
  const parts = placeCachePoints(
    { messages, ...(system.length > 0 && { system }), ...(toolConfig && { toolConfig }) },
    traits,
  )
  const effort = effortOf(request, traits)
  const outputConfig = { ...(traits.effort === 'field' && effort && { effort }), ...format.output }
  const body: ConverseRequest = {
    ...parts,
    ...nonEmpty('inferenceConfig', inference(request, plan)),
    ...nonEmpty('outputConfig', outputConfig),
    ...nonEmpty('additionalModelRequestFields', additional(request, plan)),
    ...(traits.family === 'claude' && stopsOf(request).length > 0 && { additionalModelResponseFieldPaths }),
    ...(context.guardrail && { guardrailConfig: context.guardrail }),
    ...(request.service_tier === 'standard_only' && { serviceTier: { type: 'default' as const } }),
  }
  return { body, names }
}

/** Where Claude tells which stop sequence it met: in a whole answer, and in a stream. */
const additionalModelResponseFieldPaths = ['/stop_sequence', '/delta/stop_sequence']

const nonEmpty = <Name extends string, Value extends object>(name: Name, value: Value) =>
  Object.keys(value).length > 0 ? ({ [name]: value } as { readonly [Key in Name]: Value }) : {}

const systemOf = (
  request: MessagesRequest,
  more: readonly (string | undefined)[],
): readonly SystemBlock[] => [
  ...systemBlocks(request)
    .filter(({ text }) => text.trim() !== '')
    .flatMap(block => [{ text: block.text }, ...pointFor(block.cache_control)]),
  ...more.flatMap(text => (text ? [{ text }] : [])),
]

/** An answer that the client has begun may not end in white space. */
function trimmedEnd(messages: readonly ConverseMessage[]): readonly ConverseMessage[] {
  const last = messages.at(-1)
  const text = last?.content.at(-1)
  if (last?.role !== 'assistant' || !text || !('text' in text)) return messages
  const content = [...last.content.slice(0, -1), { text: text.text.trimEnd() }]
  return [...messages.slice(0, -1), { ...last, content }]
}

const stopsOf = (request: MessagesRequest): readonly string[] =>
  (request.stop_sequences ?? []).filter(stop => stop.trim() !== '')

interface Plan extends TranslationContext {
  /** The fields that turn thinking on or off. */
  readonly thinking: Readonly<Record<string, unknown>>
  /** Claude takes no sampling while it thinks. */
  readonly isThinking: boolean
}

const isOn = (thinking: unknown): boolean =>
  thinking !== undefined && (thinking as { readonly type?: string }).type !== 'disabled'

function inference(request: MessagesRequest, plan: Plan): NonNullable<ConverseRequest['inferenceConfig']> {
  const { max_tokens: asked } = request
  const most = plan.traits.maxOutput
  const stopSequences = stopsOf(request)
  return {
    ...(asked !== undefined && { maxTokens: most === undefined ? asked : Math.min(asked, most) }),
    ...sampling(request, plan),
    ...(stopSequences.length > 0 && { stopSequences }),
  }
}

const unit = (value: number): number => Math.min(1, Math.max(0, value))

function sampling(
  { temperature, top_p: topP }: MessagesRequest,
  { traits, isThinking, warn }: Plan,
): { readonly temperature?: number; readonly topP?: number } {
  if (temperature === undefined && topP === undefined) return {}
  if (traits.sampling === 'none' || isThinking) {
    // These are the defaults of every Claude: their loss is none.
    const isDefault = (temperature ?? 1) === 1 && (topP ?? 1) >= 0.99
    if (!isDefault) warn('temperature, top_p: this model does not take them now')
    return {}
  }
  const isOne = traits.sampling === 'one' && temperature !== undefined
  return {
    ...(temperature !== undefined && { temperature: unit(temperature) }),
    ...(topP !== undefined && !isOne && { topP: unit(topP) }),
  }
}

/** Fields of the model itself, beside those of Converse. */
function additional(request: MessagesRequest, plan: Plan): Readonly<Record<string, unknown>> {
  const { traits, thinking, warn } = plan
  const betas = betasFor(request, plan)
  const edits = managedEdits(request)
  const isManaged = edits.length > 0 && betas.includes(managementBeta)
  if (edits.length > 0 && !isManaged) warn('context_management: this model does not take it')
  const effort = effortOf(request, traits)
  return {
    ...thinking,
    ...topK(request, plan),
    ...(traits.effort === 'beta' && effort && { output_config: { effort } }),
    ...(isManaged && { context_management: { edits } }),
    ...(betas.length > 0 && { anthropic_beta: betas }),
  }
}

function topK(
  { top_k: value }: MessagesRequest,
  { traits, isThinking, warn }: Plan,
): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  if (traits.topK === 'none' || isThinking) {
    warn('top_k: this model does not take it now')
    return {}
  }
  return traits.topK === 'nova' ? { inferenceConfig: { topK: value } } : { [traits.topK]: value }
}

interface Format {
  readonly output?: ConverseRequest['outputConfig']
  readonly prompt?: string
}

/** An answer held to a schema, or asked for it where the model cannot be held. */
function formatOf(request: MessagesRequest, { traits, warn }: TranslationContext): Format {
  const value = formatSchema(request)
  if (!value) return {}
  const schema = JSON.stringify(value)
  if (traits.textFormat) {
    const structure = { jsonSchema: { schema, name: 'structured_output' } }
    return { output: { textFormat: { type: 'json_schema', structure } } }
  }
  warn('output_config.format: this model cannot be held to a schema; it is asked to keep to it')
  return { prompt: `Answer with JSON of this schema, and nothing else:\n${schema}` }
}
