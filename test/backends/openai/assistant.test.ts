import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import { encodeCarrier } from '../../../src/anthropic/carriers.ts'
import { type AssistantContext, assistantTurn } from '../../../src/backends/openai/assistant.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'

const context = (dialect: Partial<Dialect> = {}, more: Partial<AssistantContext> = {}) => {
  const warnings: string[] = []
  const given: AssistantContext & { warnings: string[] } = {
    dialect: { ...plainDialect, ...dialect },
    names: new ToolNames(64),
    memory: new ReasoningMemory(),
    conversation: 's',
    thinking: true,
    warn: text => void warnings.push(text),
    warnings,
    ...more,
  }
  return given
}

const call = (id = 'toolu_1', input: unknown = { command: 'ls' }): ContentBlock => ({
  type: 'tool_use',
  id,
  name: 'Bash',
  input,
})
const thinking = (signature: string, said = 'hm'): ContentBlock => ({
  type: 'thinking',
  thinking: said,
  signature,
})
const text = (said: string): ContentBlock => ({ type: 'text', text: said })
const turn = (content: string | readonly ContentBlock[], given = context()) =>
  assistantTurn(content, given).message

describe('a turn of the assistant', () => {
  it('is its text and its calls; without text the content is null, or empty where a host wants that', () => {
    expect(turn([text('a'), call()])).to.deep.equal({
      role: 'assistant',
      content: 'a',
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'Bash', arguments: '{"command":"ls"}' } },
      ],
    })
    expect(turn([call()])?.content).to.equal(null)
    expect(turn([call()], context({ nullContent: false }))?.content).to.equal('')
  })

  it('is left out where nothing but thinking is in it (case 65)', () => {
    expect(turn([thinking('sig')])).to.equal(undefined)
    expect(turn('')).to.equal(undefined)
  })

  it('never makes thinking visible', () => {
    expect(JSON.stringify(turn([thinking('sig', 'secret thought'), text('yes')]))).to.not.contain('secret')
  })

  it('sends an object as arguments, whatever was stored', () => {
    const stored = (input: unknown) => turn([call('c', input)])?.tool_calls?.[0]?.function.arguments
    expect(stored(null)).to.equal('{}')
    expect(stored('x')).to.equal('{"value":"x"}')
    expect(stored([1])).to.equal('{"value":[1]}')
    expect(stored({ b: 1, a: 'é' })).to.equal('{"b":1,"a":"é"}')
  })

  it("tells in a line what Anthropic's servers did, and says what it leaves out (case 90)", () => {
    const server = [
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's',
        content: [{ title: 'T', url: 'http://u', encrypted_content: 'x' }],
      },
      { type: 'weather', sky: 'grey' },
    ] as unknown as ContentBlock[]
    const given = context()
    expect(turn(server, given)?.content).to.equal('[web_search {"query":"q"}]\nT - http://u')
    expect(given.warnings.join()).to.contain('weather')
  })
})

describe('reasoning that a host wants back', () => {
  it("is Gemini's signature on the first call only (case 83)", () => {
    const message = turn(
      [thinking(encodeCarrier('state', 'gemini', 'sig-g')), call('a'), call('b')],
      context({ reasoningBack: 'gemini' }),
    )
    expect(message?.tool_calls?.map(one => one.extra_content)).to.deep.equal([
      { google: { thought_signature: 'sig-g' } },
      undefined,
    ])
  })

  it('is found in memory where the client carries none, and else replaced by the word that Gemini takes', () => {
    const given = context({ reasoningBack: 'gemini' })
    given.memory.remember('s', 'a', 'sig-m')
    expect(JSON.stringify(turn([call('a')], given))).to.contain('sig-m')
    expect(JSON.stringify(turn([call('b')], given))).to.contain('skip_thought_signature_validator')
  })

  it("is OpenRouter's details, unmodified and in order (case 85)", () => {
    const details = [
      { type: 'reasoning.encrypted', data: 'x' },
      { type: 'reasoning.text', text: 'y' },
    ]
    const message = turn(
      [thinking(encodeCarrier('state', 'openrouter', details)), call()],
      context({ reasoningBack: 'reasoning_details' }),
    )
    expect(message?.reasoning_details).to.deep.equal(details)
  })

  it('is the last of several states, which holds the ones before it (case 85)', () => {
    const one = { type: 'reasoning.text', index: 0, text: 'y' }
    const all = [one, { type: 'reasoning.encrypted', index: 1, data: 'x' }]
    const given = context({ reasoningBack: 'reasoning_details' })
    const carriers = [[one], all].map(state => thinking(encodeCarrier('state', 'openrouter', state)))
    expect(turn([...carriers, call()], given)?.reasoning_details).to.deep.equal(all)
    given.memory.remember('s', 'a', [one])
    given.memory.remember('s', 'b', all)
    expect(turn([call('a'), call('b')], given)?.reasoning_details).to.deep.equal(all)
  })

  it("is DeepSeek's text with every turn while thinking, and empty where it is lost (case 84)", () => {
    const given = context({ reasoningBack: 'reasoning_content' })
    const ours = encodeCarrier('state', 'reasoning', null)
    expect(turn([thinking(ours, 'why'), call()], given)?.reasoning_content).to.equal('why')
    expect(turn([call()], given)?.reasoning_content).to.equal('')
    expect(turn([thinking('sig-of-anthropic', 'foreign'), text('x')], given)?.reasoning_content).to.equal('')
  })

  it("is never read out of another provider's carrier (case 86)", () => {
    const foreign = encodeCarrier('state', 'openrouter', 'sig-o')
    expect(
      JSON.stringify(turn([thinking(foreign), call()], context({ reasoningBack: 'gemini' }))),
    ).to.not.contain('sig-o')
  })
})
