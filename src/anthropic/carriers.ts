/**
 * State that must come back with the next request rides in thinking signatures, which clients echo unread:
 * `cdx1.<kind>.<provider>.<base64url of JSON>`. No other provider accepts such a signature, so each way to one
 * strips what that provider did not make.
 */
import type { ContentBlock } from './blocks.ts'
import type { InputMessage, MessagesRequest } from './request.ts'

export const carrierMark = 'cdx1.'

/** `state` belongs to a provider and goes back to it; a `note` is our own. */
export type CarrierKind = 'state' | 'note'

export interface Carrier {
  readonly kind: CarrierKind
  /** Name of what made it, and alone can read it. */
  readonly provider: string
  readonly value: unknown
}

/** A thinking signature that holds `value`, which must be JSON. */
export function encodeCarrier(kind: CarrierKind, provider: string, value: unknown): string {
  const json = JSON.stringify(value) ?? 'null'
  return `${carrierMark}${kind}.${encodeName(provider)}.${Buffer.from(json).toString('base64url')}`
}

/** Undefined for a signature that is not ours, or no longer whole. Never throws. */
export function decodeCarrier(signature: unknown): Carrier | undefined {
  if (typeof signature !== 'string') return undefined
  const [, kind, provider, body] = /^cdx1\.(state|note)\.([^.]*)\.([\w-]+)$/.exec(signature) ?? []
  if (kind === undefined || provider === undefined || body === undefined) return undefined
  try {
    return {
      kind: kind as CarrierKind,
      provider: decodeURIComponent(provider),
      value: JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown,
    }
  } catch {
    return undefined
  }
}

/** Whether a raw body may hold a carrier: a byte search. It can be wrong about a body that merely speaks of one. */
export function holdsCarrier(bytes: Buffer): boolean {
  // The rare letter in front: the search stops at every place where the first one stands.
  for (let at = bytes.indexOf('x1.'); at >= 0; at = bytes.indexOf('x1.', at + 1)) {
    if (at >= 3 && bytes.toString('latin1', at - 3, at + 3) === `"${carrierMark}`) return true
  }
  return false
}

/**
 * The request without thinking blocks that carry what `keepProvider` did not make; the same object where there are
 * none. A message that held nothing else goes with them.
 */
export function stripCarriers(request: MessagesRequest, keepProvider?: string): MessagesRequest {
  const isForeign = (block: ContentBlock): boolean => {
    const signature = signatureOf(block)
    if (typeof signature !== 'string' || !signature.startsWith(carrierMark)) return false
    return keepProvider === undefined || decodeCarrier(signature)?.provider !== keepProvider
  }
  return withoutBlocks(request, isForeign)
}

/** The request without such blocks; the same object where there are none. A message that held nothing else goes with them. */
export function withoutBlocks(
  request: MessagesRequest,
  isForeign: (block: ContentBlock) => boolean,
): MessagesRequest {
  const messages = request.messages.flatMap(message => strip(message, isForeign))
  const unchanged =
    messages.length === request.messages.length &&
    messages.every((message, index) => message === request.messages[index])
  return unchanged ? request : { ...request, messages }
}

function strip(message: InputMessage, isForeign: (block: ContentBlock) => boolean): InputMessage[] {
  const { content } = message
  if (typeof content === 'string' || !content.some(isForeign)) return [message]
  const kept = content.filter(block => !isForeign(block))
  return kept.length === 0 ? [] : [{ ...message, content: kept }]
}

function signatureOf(block: ContentBlock): unknown {
  if (block.type === 'thinking') return block.signature
  return block.type === 'redacted_thinking' ? block.data : undefined
}

// A dot would end the name.
const encodeName = (provider: string): string => encodeURIComponent(provider).replaceAll('.', '%2E')
