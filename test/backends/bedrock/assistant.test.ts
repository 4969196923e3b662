import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import { encodeCarrier } from '../../../src/anthropic/carriers.ts'
import { assistantBlocks } from '../../../src/backends/bedrock/assistant.ts'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { gptOss, sonnet } from './backend.ts'

describe('a turn of the assistant on Bedrock', () => {
  const warnings: string[] = []
  const blocks = (content: string | readonly unknown[], model = sonnet) =>
    assistantBlocks(content as readonly ContentBlock[], {
      traits: traitsOf(model),
      names: new ToolNames(64),
      callId: id => id,
      warn: text => void warnings.push(text),
    })
  const call = { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } }
  const thought = { type: 'thinking', thinking: ' Let me\tsee. ', signature: 'SIG+/=' }

  it('case 99: carries thinking to the letter, and hidden thinking byte by byte', () => {
    expect(blocks([thought, { type: 'redacted_thinking', data: 'AAEC/w==' }, call])).to.deep.equal([
      { reasoningContent: { reasoningText: { text: ' Let me\tsee. ', signature: 'SIG+/=' } } },
      { reasoningContent: { redactedContent: 'AAEC/w==' } },
      { toolUse: { toolUseId: 't', name: 'Bash', input: { command: 'ls' } } },
    ])
  })
  it('carries signed thinking without words', () => {
    expect(blocks([{ ...thought, thinking: '' }, call])[0]).to.deep.equal({
      reasoningContent: { reasoningText: { text: '', signature: 'SIG+/=' } },
    })
  })
  it('case 86: drops thinking that is unsigned or carries our own mark', () => {
    const own = encodeCarrier('state', 'bedrock', null)
    for (const signature of ['', undefined, own]) {
      expect(
        blocks([
          { ...thought, signature },
          { type: 'text', text: 'a' },
        ]),
      ).to.deep.equal([{ text: 'a' }])
    }
    expect(blocks([{ type: 'redacted_thinking', data: own }, call])).to.have.length(1)
    expect(blocks([thought, call], gptOss)).to.have.length(1)
  })
  it('is left out where nothing but thinking or blanks are left', () => {
    expect(blocks([thought])).to.deep.equal([])
    expect(blocks([{ type: 'text', text: ' \n' }])).to.deep.equal([])
    expect(blocks('')).to.deep.equal([])
  })
  it('gives a call an object, whatever its input was', () => {
    const inputs = [undefined, null, 'text', [1], { a: 1 }].map(
      input => (blocks([{ ...call, input }])[0] as { toolUse: { input: unknown } }).toolUse.input,
    )
    expect(inputs).to.deep.equal([{}, {}, { value: 'text' }, { value: [1] }, { a: 1 }])
  })
  it('tells what Anthropic’s servers did, and warns of what it cannot tell', () => {
    const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } }
    const found = { type: 'web_search_tool_result', content: [{ title: 'A', url: 'https://a' }, null] }
    expect(blocks([search, found])).to.deep.equal([
      { text: '[web_search {"query":"q"}]' },
      { text: 'A - https://a' },
    ])
    expect(blocks([{ type: 'new_thing' }])).to.deep.equal([])
    expect(warnings).to.deep.equal(['content block "new_thing" of the history was left out'])
  })
  it('keeps a cache mark behind its block, and none of a block that is gone', () => {
    const mark = { cache_control: { type: 'ephemeral' } }
    expect(
      blocks([
        { ...call, ...mark },
        { type: 'text', text: '', ...mark },
      ]),
    ).to.deep.equal([
      { toolUse: { toolUseId: 't', name: 'Bash', input: { command: 'ls' } } },
      { cachePoint: { type: 'default' } },
    ])
  })
})
