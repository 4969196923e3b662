/** What a request shows to a cache: its parts in the order in which a prompt is hashed, each without the marks of the cache. */
import { createHash } from 'node:crypto'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { CacheEvidence, PromptPart } from './cache-verdict.ts'
import type { RecordedExchange } from './recorded-exchange.ts'

export type EvidenceFacts = Pick<CacheEvidence, 'id' | 'model' | 'time' | 'usage'> & {
  /** Header `anthropic-beta`: features that are switched on with it change how a prompt is read. */
  readonly betas?: string
}

/** Of what was sent to the backend. Undefined where the request was not recorded or nobody counted tokens. */
export async function evidenceOf(exchange: RecordedExchange): Promise<CacheEvidence | undefined> {
  const { open, end } = exchange
  if (!end?.usage) return undefined
  const request = await sentValue(exchange)
  if (!request) return undefined
  const betas = open.headers['anthropic-beta']
  return evidenceOfRequest(request, {
    id: exchange.id,
    model: end.choice ? `${end.choice.backend}:${end.choice.model}` : open.asked.model,
    time: Date.parse(open.time),
    usage: end.usage,
    ...(betas !== undefined && { betas }),
  })
}

/** What plugins made of the client's request, else that request. */
async function sentValue(exchange: RecordedExchange): Promise<MessagesRequest | undefined> {
  const changed = exchange.end?.changed
  if (!changed) return exchange.requestValue()
  return JSON.parse((await exchange.bytes(changed)).toString()) as MessagesRequest
}

export function evidenceOfRequest(request: MessagesRequest, facts: EvidenceFacts): CacheEvidence {
  const { id, model, time, usage, betas = '' } = facts
  return { id, model, time, usage, parts: promptParts(request), parameters: parametersOf(request, betas) }
}

const parametersOf = (
  { tool_choice, thinking, output_config, speed }: MessagesRequest,
  betas: string,
): string => JSON.stringify({ tool_choice, thinking, output_config, speed, betas })

type Marked = Readonly<Record<string, unknown>>

/** Tools, blocks of the system prompt, blocks of messages. A text and a list of one text block are the same prompt. */
export function promptParts(request: MessagesRequest): readonly PromptPart[] {
  const parts = [
    ...listed(request.tools).map((tool, index) => partOf(`/tools/${index}`, '', tool)),
    ...blocksOf(request.system).map((block, index) => partOf(`/system/${index}`, '', block)),
    ...listed(request.messages).flatMap(({ role, content }, message) =>
      blocksOf(content).map((block, index) => partOf(`/messages/${message}/content/${index}`, role, block)),
    ),
  ]
  const last = parts.at(-1)
  // Anthropic's automatic caching: one mark for the whole request stands for one at its end.
  const mark = markOf(request)
  return last && mark && !last.mark ? [...parts.slice(0, -1), { ...last, mark }] : parts
}

const listed = <Item>(value: readonly Item[] | undefined): readonly Item[] =>
  Array.isArray(value) ? value : []

const blocksOf = (content: unknown): readonly unknown[] => {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return Array.isArray(content) ? content : []
}

function partOf(pointer: string, role: string, value: unknown): PromptPart {
  const mark = markOf(value) ?? innerMark(value)
  const content = createHash('sha1')
    .update(role)
    .update(JSON.stringify(withoutMarks(value)) ?? '')
  return { pointer, content: content.digest('base64'), ...(mark && { mark }) }
}

function markOf(value: unknown): '5m' | '1h' | undefined {
  const control = (value as Marked | null)?.cache_control as Marked | null | undefined
  if (typeof control !== 'object' || control === null) return undefined
  return control.ttl === '1h' ? '1h' : '5m'
}

/** A result of a tool is a list of blocks of its own, which may carry marks. */
function innerMark(value: unknown): '5m' | '1h' | undefined {
  const content = (value as Marked | null)?.content
  return Array.isArray(content) ? content.map(markOf).findLast(mark => mark !== undefined) : undefined
}

/** Only where the protocol puts them: an input of a tool may have a field of that name. */
export function withoutMarks(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { cache_control: _, ...rest } = value as Marked
  return Array.isArray(rest.content) ? { ...rest, content: rest.content.map(withoutMarks) } : rest
}
