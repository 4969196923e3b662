/**
 * A system prompt with edits in it. Texts are put into the blocks that are there, so that the points up to which a
 * provider caches stay where the client has set them; and what is there already is not put there again.
 */
import type { InputMessage, MessagesRequest, TextBlock } from 'claudecodex'
import type { Replacement } from './options.ts'
import type { Edits } from './rules.ts'

/** The same request where nothing changes. */
export function edited(request: MessagesRequest, edits: Edits): MessagesRequest {
  const system = systemFor(request.system, edits)
  const messages = messagesFor(request.messages, edits.replace)
  if (system === request.system && messages === request.messages) return request
  const { system: _, ...rest } = request
  return { ...rest, messages, ...(system !== undefined && system.length > 0 && { system }) }
}

type System = MessagesRequest['system']

function systemFor(system: System, { prepend, append, replace }: Edits): System {
  if (system === undefined || typeof system === 'string') {
    const text = replaced(system ?? '', replace)
    const added = [...missing(prepend, text), ...(text === '' ? [] : [text]), ...missing(append, text)].join(
      gap,
    )
    return added === (system ?? '') ? system : added
  }
  const blocks = replacedBlocks(system, replace)
  const text = blocks.map(block => block.text).join(gap)
  return withAppended(withPrepended(blocks, missing(prepend, text)), missing(append, text))
}

const gap = '\n\n'

/** A client may send back what it was given, and two proxies may stand one behind the other. */
const missing = (pieces: readonly string[], text: string): readonly string[] =>
  pieces.filter(piece => !text.includes(piece))

// Claude Code's own first lines: the note for billing, and who it is. Anthropic looks for both where they are.
const billing = /^x-anthropic-billing-header:/
const identity = /^You are (?:Claude Code|a Claude agent)\b[^\n]*$/

const isBilling = ({ text }: TextBlock): boolean => billing.test(text)
const isFixed = (block: TextBlock): boolean => isBilling(block) || identity.test(block.text.trim())

function withPrepended(blocks: readonly TextBlock[], pieces: readonly string[]): readonly TextBlock[] {
  if (pieces.length === 0) return blocks
  const place = blocks.findIndex(block => !isFixed(block))
  const block = blocks[place]
  if (!block) return [...blocks, { type: 'text', text: pieces.join(gap) }]
  return blocks.with(place, { ...block, text: [...pieces, block.text].join(gap) })
}

function withAppended(blocks: readonly TextBlock[], pieces: readonly string[]): readonly TextBlock[] {
  if (pieces.length === 0) return blocks
  const last = blocks.at(-1)
  if (!last || isFixed(last)) return [...blocks, { type: 'text', text: pieces.join(gap) }]
  return blocks.with(-1, { ...last, text: [last.text, ...pieces].join(gap) })
}

/** The same text where nothing is found. Texts are taken as they are: `$&` means nothing in them. */
const replaced = (text: string, replacements: readonly Replacement[]): string =>
  replacements.reduce(
    (rest, [from, to]) =>
      typeof from === 'string' ? rest.replaceAll(from, () => to) : rest.replace(from, to),
    text,
  )

/** The same list where nothing is found. The API takes no empty block: what it cached is then cached up to the one before. */
function replacedBlocks<Block extends { readonly type: string }>(
  blocks: readonly Block[],
  replacements: readonly Replacement[],
): readonly Block[] {
  if (replacements.length === 0) return blocks
  const kept: Block[] = []
  for (const block of blocks) {
    const next = replacedBlock(block, replacements)
    if (next === block || (next as unknown as TextBlock).text.trim() !== '') kept.push(next)
    else keepCachePoint(block, kept)
  }
  const isSame = kept.length === blocks.length && kept.every((block, index) => block === blocks[index])
  return isSame ? blocks : kept
}

function replacedBlock<Block extends { readonly type: string }>(
  block: Block,
  replacements: readonly Replacement[],
): Block {
  const { type, text } = block as { readonly type: string; readonly text?: unknown }
  if (type !== 'text' || typeof text !== 'string' || billing.test(text)) return block
  const next = replaced(text, replacements)
  return next === text ? block : { ...block, text: next }
}

function keepCachePoint<Block>(gone: Block, kept: Block[]): void {
  const { cache_control } = gone as { readonly cache_control?: unknown }
  const last = kept.at(-1) as (Block & { readonly cache_control?: unknown }) | undefined
  if (cache_control && last && !last.cache_control) kept[kept.length - 1] = { ...last, cache_control }
}

/** Claude Code sends most of what it has to say to the model as a turn of the system. */
function messagesFor(
  messages: readonly InputMessage[],
  replacements: readonly Replacement[],
): readonly InputMessage[] {
  if (replacements.length === 0) return messages
  const changed = messages.flatMap((message): readonly InputMessage[] => {
    if (message.role !== 'system') return [message]
    const { content } = message
    const next =
      typeof content === 'string' ? replaced(content, replacements) : replacedBlocks(content, replacements)
    if (next === content) return [message]
    return next.length > 0 ? [{ ...message, content: next }] : []
  })
  const isSame =
    changed.length === messages.length && changed.every((turn, index) => turn === messages[index])
  return isSame ? messages : changed
}
