import { expect } from 'chai'
import fc from 'fast-check'
import { markOf, placeCachePoints, pointFor } from '../../../src/backends/bedrock/cache-points.ts'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import type {
  ConverseBlock,
  ConverseMessage,
  SystemBlock,
  ToolSpecBlock,
} from '../../../src/backends/bedrock/types.ts'
import { llama, nova, sonnet } from './backend.ts'

const point = { cachePoint: { type: 'default' as const } }
const hour = { cachePoint: { type: 'default' as const, ttl: '1h' as const } }
const text = { text: 'x' }
const thought = { reasoningContent: { reasoningText: { text: 't', signature: 'S' } } }
const result = { toolResult: { toolUseId: 't', content: [text] } }
const tool: ToolSpecBlock = { toolSpec: { name: 'T', inputSchema: { json: { type: 'object' } } } }
const claude = traitsOf(sonnet)

const messagesOf = (...contents: readonly (readonly ConverseBlock[])[]): readonly ConverseMessage[] =>
  contents.map((content, index) => ({ role: index % 2 ? 'assistant' : 'user', content }))

const fresh = () => structuredClone(point)

describe('the cache point of a mark', () => {
  it('says an hour, and does not say five minutes', () => {
    expect(pointFor({ type: 'ephemeral' })).to.deep.equal([point])
    expect(pointFor({ type: 'ephemeral', ttl: '5m' })).to.deep.equal([point])
    expect(pointFor({ type: 'ephemeral', ttl: '1h', scope: 'global' } as never)).to.deep.equal([hour])
    expect(pointFor(null)).to.deep.equal([])
  })
  it('is taken from inside of a result', () => {
    const inner = { content: [{ text: 'a' }, { text: 'b', cache_control: { type: 'ephemeral' } }] }
    expect(markOf(inner)).to.deep.equal({ type: 'ephemeral' })
    expect(markOf({ cache_control: null, content: 'text' })).to.equal(undefined)
  })
})

describe('cache points of a request', () => {
  const placed = (contents: readonly (readonly ConverseBlock[])[], traits = claude) =>
    placeCachePoints({ messages: messagesOf(...contents) }, traits).messages.map(({ content }) => content)

  it('case 97: never stand first, behind thinking, or twice', () => {
    expect(placed([[point, text, fresh(), fresh()]])).to.deep.equal([[text, point]])
    expect(placed([[text], [thought, point, text, fresh()]])).to.deep.equal([[text], [thought, text, point]])
  })

  it('case 97: are four at most: tools, system, then the latest of the messages', () => {
    const { messages, system, toolConfig } = placeCachePoints(
      {
        toolConfig: { tools: [tool, fresh()] },
        system: [text, fresh(), text, fresh()],
        messages: messagesOf([text, fresh()], [text, fresh()], [text, fresh()]),
      },
      claude,
    )
    expect(toolConfig?.tools).to.deep.equal([tool, point])
    expect(system).to.deep.equal([text, point, text, point])
    expect(messages.map(({ content }) => content)).to.deep.equal([[text], [text], [text, point]])
  })

  it('case 97: last an hour only ahead of those that last five minutes', () => {
    const again = structuredClone(hour)
    const { messages, system } = placeCachePoints(
      { system: [text, hour], messages: messagesOf([text, fresh(), text, again]) },
      claude,
    )
    expect(system).to.deep.equal([text, hour])
    expect(messages[0]?.content).to.deep.equal([text, point, text, point])
  })

  it('last five minutes on a model that knows no other', () => {
    const older = traitsOf('us.anthropic.claude-3-7-sonnet-20250219-v1:0')
    expect(placed([[text, hour]], older)).to.deep.equal([[text, point]])
  })

  it('stand behind texts alone for Nova, and nowhere for models without a cache', () => {
    expect(placed([[result, fresh(), text, fresh()]], traitsOf(nova))).to.deep.equal([[result, text, point]])
    expect(placed([[text, fresh()]], traitsOf(llama))).to.deep.equal([[text]])
    const parts = { toolConfig: { tools: [tool, fresh()] }, messages: messagesOf([text]) }
    expect(placeCachePoints(parts, traitsOf(nova)).toolConfig?.tools).to.deep.equal([tool])
  })

  it('are legal wherever the marks stood, and nothing else changes', () => {
    const block = fc.constantFrom('text', 'thought', 'point', 'hour', 'result')
    const made: Readonly<Record<string, () => ConverseBlock>> = {
      text: () => text,
      thought: () => thought,
      point: fresh,
      hour: () => structuredClone(hour),
      result: () => result,
    }
    const list = fc.array(block, { maxLength: 8 }).map(names => names.map(name => (made[name] ?? fresh)()))
    fc.assert(
      fc.property(list, fc.array(list, { maxLength: 5 }), (system, contents) => {
        const own = system.filter(part => 'text' in part || 'cachePoint' in part) as SystemBlock[]
        const parts = placeCachePoints({ system: own, messages: messagesOf(...contents) }, claude)
        const lists = [parts.system ?? [], ...parts.messages.map(({ content }) => content)]
        const points = lists.flat().filter(part => 'cachePoint' in part)
        expect(points.length).to.be.at.most(4)
        for (const blocks of lists as object[][]) {
          for (const [index, part] of blocks.entries()) {
            if ('cachePoint' in part) expect(blocks[index - 1]).to.have.any.keys('text', 'toolResult')
          }
        }
        const without = (blocks: readonly object[]) => blocks.filter(part => !('cachePoint' in part))
        expect(parts.messages.map(({ content }) => without(content))).to.deep.equal(contents.map(without))
      }),
    )
  })
})
