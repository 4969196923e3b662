/** Where the client's cache marks may stand: Bedrock refuses a request for one point in a wrong place, or for a fifth. */
import type { CacheControl } from '../../anthropic/blocks.ts'
import type { Traits } from './traits.ts'
import type {
  CachePointBlock,
  ConverseMessage,
  ConverseRequest,
  SystemBlock,
  ToolConfiguration,
} from './types.ts'

/** The point behind a marked block; none for a block without a mark. `scope` and other fields do not travel. */
export const pointFor = (mark: CacheControl | null | undefined): readonly CachePointBlock[] =>
  mark ? [{ cachePoint: { type: 'default', ...(mark.ttl === '1h' && { ttl: '1h' as const }) } }] : []

/** The cache marks of a tool result: its own, or one on a block inside of it. */
export function markOf(block: {
  readonly cache_control?: CacheControl | null
  readonly content?: unknown
}): CacheControl | undefined {
  const inner = Array.isArray(block.content)
    ? (block.content as { cache_control?: CacheControl | null }[])
    : []
  return block.cache_control ?? inner.find(part => part.cache_control)?.cache_control ?? undefined
}

/** Points of a request (AWS's page on prompt caching). */
const most = 4

type Parts = Pick<ConverseRequest, 'messages' | 'system' | 'toolConfig'>

/** The request with no point but those that its model takes: in legal places, four at most, the longer lasting first. */
export function placeCachePoints(parts: Parts, traits: Traits): Parts {
  const { cachePoints } = traits
  const tools = legal(parts.toolConfig?.tools ?? [], cachePoints === 'everywhere')
  const system = legal(parts.system ?? [], cachePoints !== 'none')
  const messages = parts.messages.map(({ role, content }) => ({
    role,
    content: legal(content, cachePoints !== 'none', cachePoints === 'text'),
  }))
  const kept = keptOf(tools, system, messages)
  const choose = chooser(kept, traits.longCache)
  return {
    ...(parts.toolConfig && {
      toolConfig: { ...parts.toolConfig, tools: choose(tools) } as ToolConfiguration,
    }),
    ...(parts.system && { system: choose(system) as readonly SystemBlock[] }),
    messages: messages.map(({ role, content }) => ({ role, content: choose(content) }) as ConverseMessage),
  }
}

type Block = object

const isPoint = (block: Block): block is CachePointBlock => 'cachePoint' in block

/** Without points at the start, behind thinking, behind another point, and where the model takes none. */
function legal(blocks: readonly Block[], isTaken: boolean, onlyText = false): readonly Block[] {
  const placed: Block[] = []
  for (const block of blocks) {
    if (!isPoint(block)) placed.push(block)
    else if (isTaken && mayFollow(placed.at(-1), onlyText)) placed.push(block)
  }
  return placed
}

function mayFollow(previous: Block | undefined, onlyText: boolean): boolean {
  if (!previous || isPoint(previous) || 'reasoningContent' in previous) return false
  return !onlyText || 'text' in previous
}

/** Of too many the tools win, then the system prompt, then the latest messages: what is longest the same comes first. */
function keptOf(
  tools: readonly Block[],
  system: readonly Block[],
  messages: readonly { readonly content: readonly Block[] }[],
): ReadonlySet<Block> {
  const latestFirst = (blocks: readonly Block[]) => blocks.filter(isPoint).toReversed()
  const inMessages = messages.flatMap(({ content }) => content)
  return new Set([...latestFirst(tools), ...latestFirst(system), ...latestFirst(inMessages)].slice(0, most))
}

/** A point of an hour must stand before those of five minutes, and only newer models know it. */
function chooser(
  kept: ReadonlySet<Block>,
  longCache: boolean,
): (blocks: readonly Block[]) => readonly Block[] {
  let mayLast = longCache
  const fitting = (block: CachePointBlock): CachePointBlock => {
    mayLast &&= block.cachePoint.ttl !== undefined
    return mayLast ? block : { cachePoint: { type: 'default' } }
  }
  return blocks =>
    blocks.flatMap(block => (isPoint(block) ? (kept.has(block) ? [fitting(block)] : []) : [block]))
}
