/**
 * What a model has thought, carried round through the client: nothing is stored at OpenAI, so each reasoning item goes
 * back, encrypted as it came, ahead of what the model made of it.
 */
import type { ThinkingBlock } from '../../anthropic/blocks.ts'
import { decodeCarrier, encodeCarrier } from '../../anthropic/carriers.ts'
import type { OutputItem, OutputPart, ReasoningItem } from './types.ts'

/** The name in the carriers. */
const provider = 'responses'

interface State {
  readonly id: string
  readonly encrypted_content?: string
  /** The thoughts came in the clear, and the text of their block is all there is of them. */
  readonly isOpen?: true
}

/** The item as it goes back; undefined where there is nothing that a server could read. */
export function reasoningItem(item: OutputItem): ReasoningItem | undefined {
  const { id, encrypted_content: encrypted } = item
  const summary = texts(item.summary)
  const content = texts(item.content)
  if (typeof id !== 'string' || (typeof encrypted !== 'string' && content.length === 0)) return undefined
  return {
    type: 'reasoning',
    id,
    summary: summary.map(text => ({ type: 'summary_text', text })),
    ...(typeof encrypted === 'string'
      ? { encrypted_content: encrypted }
      : { content: content.map(text => ({ type: 'reasoning_text', text })) }),
  }
}

/** The parts of the thoughts, in words. */
export const thoughts = (item: OutputItem): readonly string[] =>
  item.summary?.length ? texts(item.summary) : texts(item.content)

const texts = (parts: readonly OutputPart[] | null | undefined): readonly string[] =>
  (parts ?? []).map(({ text }) => text ?? '').filter(Boolean)

/** The signature of the block that holds the thoughts; without an item one that only keeps others from reading it. */
export function signatureOf(item: ReasoningItem | undefined): string {
  const state: State | null = item
    ? {
        id: item.id,
        ...(item.encrypted_content === undefined
          ? { isOpen: true }
          : { encrypted_content: item.encrypted_content }),
      }
    : null
  return encodeCarrier('state', provider, state)
}

/** The item that a thinking block carries; undefined for a block of another provider, and for one that carries none. */
export function carriedItem({ thinking, signature }: ThinkingBlock): ReasoningItem | undefined {
  const carrier = decodeCarrier(signature)
  if (carrier?.kind !== 'state' || carrier.provider !== provider) return undefined
  const { id, encrypted_content: encrypted, isOpen } = (carrier.value ?? {}) as Partial<State>
  if (typeof id !== 'string') return undefined
  if (isOpen) return reasoningItem({ id, content: [{ text: thinking }] })
  return reasoningItem({ id, encrypted_content: encrypted ?? null, summary: [{ text: thinking }] })
}

/** An item that was remembered for a client which carries no thinking. */
export interface RememberedItem {
  readonly item: ReasoningItem
  /** True where the model spoke between it and the call that it is remembered with. */
  readonly isSpoken: boolean
}

/** What was remembered with a call; none where that is nothing. */
export const rememberedItems = (state: unknown): readonly RememberedItem[] =>
  Array.isArray(state) ? (state as RememberedItem[]) : []
