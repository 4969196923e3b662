import { expect } from 'chai'
import { promptOf } from '../../../src/backends/openai/prompt.ts'
import type { ChatMessage, ChatRequest } from '../../../src/backends/openai/types.ts'
import { countTokens } from '../../../src/backends/shared/count.ts'

const request = (messages: readonly ChatMessage[], more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'gpt-5.1',
  messages,
  ...more,
})
const user = (content: Extract<ChatMessage, { role: 'user' }>['content']): ChatMessage => ({
  role: 'user',
  content,
})

describe('what of a chat request costs tokens', () => {
  it('are its texts, its tools and the arguments of calls', () => {
    const tools = [{ type: 'function' as const, function: { name: 'Bash', parameters: {} } }]
    const call: ChatMessage = {
      role: 'assistant',
      content: null,
      reasoning_content: 'Hm.',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'Bash', arguments: '{"command":"ls"}' } }],
    }
    expect(promptOf(request([user('hi'), call], { tools }))).to.deep.equal({
      texts: ['hi', 'Hm.', 'Bash', '{"command":"ls"}', '{"name":"Bash","parameters":{}}'],
      images: 0,
      files: 0,
      messages: 2,
    })
  })

  it('never is base64, which is no text (case 121)', async () => {
    const url = `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUg'.repeat(50_000)}`
    const prompt = promptOf(
      request([
        user([
          { type: 'image_url', image_url: { url } },
          { type: 'file', file: { filename: 'a.pdf', file_data: url } },
          { type: 'text', text: 'four' },
        ]),
      ]),
    )
    expect(prompt).to.deep.equal({ texts: ['four'], images: 1, files: 1, messages: 1 })
    expect(await countTokens(prompt)).to.be.lessThan(3_000)
  })
})
