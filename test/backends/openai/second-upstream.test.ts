import { LLMock } from '@copilotkit/aimock'
import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { openai } from '../../../src/backends/openai/index.ts'
import { silentLog } from '../../../src/core/log.ts'
import { assertLegalStream } from '../../../src/testing/legal-stream.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { questionOf } from './backend.ts'

const bash = {
  name: 'Bash',
  description: 'Runs a command.',
  input_schema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}
const question = (text: string, more: Partial<MessagesRequest> = {}): MessagesRequest =>
  questionOf({ messages: [{ role: 'user', content: text }], tools: [bash], ...more })

/** Our own strict server and our own translation could share an error; this upstream was written by others. */
describe('an upstream that is not ours', () => {
  const upstream = new LLMock({ port: 0 })
  const wire = createWire()
  let backend: ReturnType<ReturnType<typeof openai>>

  before(async () => {
    // The first that matches answers.
    upstream.onToolResult('call_2', { content: 'Two files.' })
    upstream.onMessage('hello', { content: 'Hello, wörld 漢 😀. '.repeat(8) })
    upstream.onMessage('list', {
      content: 'I look.',
      toolCalls: [
        { id: 'call_1', name: 'Bash', arguments: '{"command":"ls -l \\"my files\\""}' },
        { id: 'call_2', name: 'Bash', arguments: '{"command":"pwd"}' },
      ],
    })
    upstream.onMessage('think', { content: 'Yes.', reasoning: 'Let me see.' })
    upstream.onMessage('cut off', { content: 'A long story '.repeat(40) }, { truncateAfterChunks: 3 })
    upstream.onMessage('too much', {
      error: { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
      status: 429,
    })
    await upstream.start()
    backend = openai({ baseUrl: `${upstream.url}/v1`, apiKey: 'mock', host: 'openai' })({
      name: 'second',
      wire,
      log: silentLog,
    })
  })
  after(async () => {
    wire.close()
    await upstream.stop()
  })

  async function ask(request: MessagesRequest): Promise<Message> {
    const events: StreamEvent[] = []
    for await (const event of backend.stream(request, makeCall())) events.push(event)
    assertLegalStream(events)
    return fold(events) as Message
  }

  for (const stream of [true, false]) {
    const form = stream ? 'streamed' : 'whole'

    it(`answers with text, ${form}`, async () => {
      const message = await ask(question('hello', { stream }))
      expect(message.content).to.deep.equal([
        { type: 'text', text: 'Hello, wörld 漢 😀. '.repeat(8), citations: null },
      ])
      expect(message.stop_reason).to.equal('end_turn')
      expect(message.usage.input_tokens + message.usage.output_tokens).to.be.above(0)
    })

    it(`calls tools and takes their results, ${form}`, async () => {
      const asked = question('list', { stream })
      const message = await ask(asked)
      expect(message.stop_reason).to.equal('tool_use')
      expect(
        message.content.map(block => (block.type === 'tool_use' ? block.input : block.type)),
      ).to.deep.equal(['text', { command: 'ls -l "my files"' }, { command: 'pwd' }])
      const results = ['call_1', 'call_2'].map(id => ({
        type: 'tool_result' as const,
        tool_use_id: id,
        content: 'ok',
      }))
      const next = await ask({
        ...asked,
        messages: [
          ...asked.messages,
          { role: 'assistant', content: message.content as readonly ContentBlock[] },
          { role: 'user', content: results },
        ],
      })
      expect(next.content).to.deep.include({ type: 'text', text: 'Two files.', citations: null })
    })
  }

  it('shows reasoning to who asked for it', async () => {
    const message = await ask(question('think', { stream: true, thinking: { type: 'adaptive' } }))
    expect(message.content.map(({ type }) => type)).to.deep.equal(['thinking', 'text'])
  })

  it('takes a stream that is cut for a failure', async () => {
    expect((await failureOf(ask(question('cut off', { stream: true })))).type).to.be.oneOf([
      'overloaded_error',
      'api_error',
    ])
  })

  it('gives a refusal its type', async () => {
    expect(await failureOf(ask(question('too much')))).to.include({ type: 'rate_limit_error', status: 429 })
  })
})
