import { expect } from 'chai'
import { InvalidRequestError, OverloadedError } from '../../../src/anthropic/errors.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { anthropic } from '../../../src/backends/anthropic/index.ts'
import { withoutLostThinking } from '../../../src/backends/anthropic/lost-thinking.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { errorAnswer } from '../../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../../support/strict/anthropic-server.ts'

/** A tool loop whose call another model has made: its thinking is signed by nobody Claude knows. */
const request = (signature?: string): MessagesRequest => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 2_000,
  thinking: { type: 'enabled', budget_tokens: 1_024 },
  messages: [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [
        ...(signature === undefined ? [] : [{ type: 'thinking' as const, thinking: 'Hm', signature }]),
        { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }] },
  ],
})

const invalidSignature = 'messages.1.content.0: Invalid `signature` in `thinking` block'
const missing = 'messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.'

describe('thinking that another model has lost', () => {
  const outgoing = (value: unknown) => ({ method: 'POST', path: '/v1/messages', isMessages: true, value })
  const mended = (value: unknown, message: string) =>
    withoutLostThinking(outgoing(value), new InvalidRequestError(message))?.value as
      | MessagesRequest
      | undefined

  it('is taken out where its signature is refused, with the turns that held nothing else', () => {
    const { messages, ...rest } = request('foreign')
    const alone = { role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] }
    expect(mended({ ...rest, messages: [...messages, alone] }, invalidSignature)).to.deep.equal(request())
  })

  it('is not asked for where a tool loop cannot go on with it', () => {
    const { thinking: _, ...rest } = request()
    expect(mended(request(), missing)).to.deep.equal(rest)
  })

  it('takes its edits of the context along, and leaves all others', () => {
    const clear = { type: 'clear_thinking_20251015', keep: 'all' }
    const other = { type: 'clear_tool_uses_20250919' }
    const edited = (edits: unknown) => ({ ...request(), context_management: { edits } })
    expect(mended(edited([clear]), missing)).not.to.have.property('context_management')
    expect(mended(edited([clear, other]), missing)).to.deep.include({
      context_management: { edits: [other] },
    })
    expect(mended(edited('odd'), missing)).to.deep.include({ context_management: { edits: 'odd' } })
  })

  it('is read from the client’s bytes, and nothing is from bytes that are no request', () => {
    const read = (text: string) =>
      withoutLostThinking(
        { method: 'POST', path: '/v1/messages', isMessages: true, bytes: Buffer.from(text) },
        new InvalidRequestError(missing),
      )
    expect(read(JSON.stringify(request()))?.value).not.to.have.property('thinking')
    for (const text of ['oops', '{}']) expect(read(text)).to.equal(undefined)
  })

  it('is none where another thing is refused, or nothing is left to take out', () => {
    expect(mended(request('foreign'), 'prompt is too long')).to.equal(undefined)
    expect(mended(request(), invalidSignature)).to.equal(undefined)
    expect(withoutLostThinking(outgoing(request()), new OverloadedError(missing))).to.equal(undefined)
    expect(
      withoutLostThinking(
        { method: 'POST', path: '/v1/files', value: request() },
        new InvalidRequestError(missing),
      ),
    ).to.equal(undefined)
  })

  describe('of a conversation on its way', () => {
    let server: AnthropicServer
    const wire = createWire()
    beforeEach(async () => {
      server = await startAnthropicServer()
    })
    afterEach(() => server.close())
    after(() => wire.close())

    const forward = async () => {
      const backend = anthropic({ baseUrl: server.url, apiKey: 'sk-ant-api' })({
        name: 'claude',
        wire,
        log: silentLog,
      })
      const bytes = Buffer.from(JSON.stringify(request('')))
      const call = makeCall()
      for await (const _ of backend.forward?.({ bytes, model: 'claude-sonnet-4-5', stream: false }, call) ??
        []);
      return call
    }

    it('costs a second try for each of the two, and no failure', async () => {
      const call = await forward()
      expect(call.attempts).to.have.lengthOf(3)
      const { thinking: _, ...rest } = request()
      expect(JSON.parse(String(server.received[2]?.body))).to.deep.equal(rest)
    })

    it('is the refusal itself where taking it out did not help', async () => {
      server.answer(errorAnswer(400, 'invalid_request_error', invalidSignature))
      const error = await failureOf(forward())
      expect(error.message).to.contain('signature')
      expect(server.received.length).to.be.below(4)
    })
  })
})
