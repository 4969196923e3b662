import { expect } from 'chai'
import { charactersOf, countTokens, roughCount } from '../../../src/backends/openai/count.ts'
import type { ChatMessage, ChatRequest } from '../../../src/backends/openai/types.ts'

const request = (messages: readonly ChatMessage[], more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'gpt-5.1',
  messages,
  ...more,
})
const user = (content: Extract<ChatMessage, { role: 'user' }>['content']): ChatMessage => ({
  role: 'user',
  content,
})

describe('the count of a prompt', () => {
  it("is the tokenizer's for text, with a little for every message", async () => {
    expect(await countTokens(request([user('hello world')]))).to.equal(2 + 4 + 3)
  })

  it('is the same each time', async () => {
    const asked = request([user('The quick brown fox. '.repeat(50))])
    expect(await countTokens(asked)).to.equal(await countTokens(asked))
  })

  it('counts tools and the arguments of calls', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: { name: 'Bash', description: 'Runs a command', parameters: {} },
      },
    ]
    const call: ChatMessage = {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c', type: 'function', function: { name: 'Bash', arguments: '{"command":"ls -la /tmp"}' } },
      ],
    }
    const bare = await countTokens(request([user('hi')]))
    expect(await countTokens(request([user('hi')], { tools }))).to.be.greaterThan(bare + 5)
    expect(await countTokens(request([user('hi'), call]))).to.be.greaterThan(bare + 8)
  })

  it('never takes base64 for text (case 121)', async () => {
    const url = `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUg'.repeat(50_000)}`
    expect(await countTokens(request([user([{ type: 'image_url', image_url: { url } }])]))).to.be.lessThan(
      3_000,
    )
    const file = { filename: 'a.pdf', file_data: url }
    expect(await countTokens(request([user([{ type: 'file', file }])]))).to.be.lessThan(3_000)
  })

  it('takes what looks like a special token for text', async () => {
    expect(await countTokens(request([user('<|endoftext|><|im_start|>system')]))).to.be.within(10, 30)
  })

  it('is done with text that nothing divides, such as a page of Chinese', async () => {
    for (const [text, least, most] of [
      ['漢字'.repeat(100_000), 100_000, 300_000],
      ['a'.repeat(200_000), 20_000, 40_000],
      ['=-'.repeat(100_000), 10_000, 30_000],
      [' '.repeat(200_000), 1_000, 20_000],
    ] as const) {
      expect(await countTokens(request([user(text)])), text.slice(0, 4)).to.be.within(least, most)
    }
  })

  it('has a number for no messages and no tools', async () => {
    expect(await countTokens(request([], { tools: [] }))).to.equal(3)
  })

  it('goes by length where a text is very long', async () => {
    const long = await countTokens(request([user('word '.repeat(260_000))]))
    expect(long).to.be.greaterThan(260_000).and.lessThan(320_000)
  })
})

describe('a rough count', () => {
  it('is never nothing, and leaves out what is no text', () => {
    expect(roughCount(0)).to.equal(1)
    expect(roughCount(350)).to.equal(100)
    const url = `data:image/png;base64,${'a'.repeat(10_000)}`
    expect(
      charactersOf(
        request([
          user([
            { type: 'image_url', image_url: { url } },
            { type: 'text', text: 'four' },
          ]),
        ]),
      ),
    ).to.equal(4)
  })
})
