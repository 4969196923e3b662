import { expect } from 'chai'
import { createWire, type Wire } from '../../src/wire/http.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'

const good = {
  'anthropic-version': '2023-06-01',
  'x-api-key': 'sk-ant-api03-x',
  'content-type': 'application/json',
}
const body = { model: 'claude-sonnet-5-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] }

/** A stand-in that lets everything pass would prove nothing. */
describe('the strict stand-in for Anthropic’s API', () => {
  let server: AnthropicServer
  let wire: Wire

  before(async () => {
    server = await startAnthropicServer({ extraFields: ['wanted'] })
    wire = createWire()
  })
  after(async () => {
    wire.close()
    await server.close()
  })

  const send = async (
    value: unknown,
    headers: Readonly<Record<string, string>> = good,
    path = '/v1/messages',
  ) => {
    const answer = await wire.send({
      method: 'POST',
      url: `${server.url}${path}`,
      headers,
      body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      signal: new AbortController().signal,
    })
    const text = await answer.body.text()
    return { status: answer.status, message: (JSON.parse(text).error?.message ?? '') as string }
  }

  it('accepts what is in order, in both versions of the API', async () => {
    const newer = {
      'anthropic-version': '2026-10-21',
      authorization: 'Bearer sk-ant-api03-x',
      'content-type': 'application/json',
    }
    for (const headers of [good, newer]) expect(await send(body, headers)).to.include({ status: 200 })
    expect(await send({ ...body, wanted: 1 })).to.include({ status: 200 })
    const { max_tokens: _, ...counted } = body
    expect(await send(counted, good, '/v1/messages/count_tokens')).to.include({ status: 200 })
    const tooled = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] },
      { role: 'system', content: 'x' },
    ]
    expect(await send({ ...body, messages: tooled })).to.include({ status: 200 })
    expect(server.violations).to.deep.equal([])
  })

  for (const [name, headers, status] of [
    ['no version', { 'x-api-key': 'x' }, 400],
    ['a version unheard of', { ...good, 'anthropic-version': '2031-01-01' }, 400],
    ['no credentials', { 'anthropic-version': '2023-06-01' }, 401],
    ['a plain key as bearer in the older version', { ...good, authorization: 'Bearer sk-ant-api03-x' }, 401],
    ['a subscription without its beta', { ...good, authorization: 'Bearer sk-ant-oat01-x' }, 401],
    ['another scheme', { ...good, authorization: 'Basic x' }, 401],
    ['a key of the proxy', { ...good, 'x-claudecodex-key': 'x' }, 400],
    ['a cookie', { ...good, cookie: 'a=1' }, 400],
    ['a header of the hop', { ...good, te: 'trailers' }, 400],
    ['another content type', { ...good, 'content-type': 'text/plain' }, 415],
  ] as const) {
    it(`refuses ${name}`, async () => {
      expect(await send(body, headers as Record<string, string>)).to.include({ status })
    })
  }

  const user = (content: unknown) => ({ ...body, messages: [{ role: 'user', content }] })
  const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: {} }] }
  const signed = (signature: string) => ({
    ...body,
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature }] },
      { role: 'user', content: 'x' },
    ],
  })
  const tool = { name: 'Bash', input_schema: { type: 'object' } }
  for (const [name, value, words] of [
    ['what is not JSON', '{', 'not valid JSON'],
    ['no model', { ...body, model: undefined }, 'model'],
    ['no max_tokens', { ...body, max_tokens: undefined }, 'max_tokens'],
    ['an unknown field', { ...body, unwanted: 1 }, 'unwanted: Extra inputs'],
    ['no messages', { ...body, messages: [] }, 'at least one message'],
    ['a first message of the assistant', { ...body, messages: [call] }, 'first message'],
    ['an empty text', user([{ type: 'text', text: ' ' }]), 'non-whitespace'],
    ['a block of no known type', user([{ type: 'input_text', text: 'x' }]), 'input_text'],
    [
      'a result without a call',
      user([{ type: 'tool_result', tool_use_id: 'a' }]),
      'unexpected `tool_use_id`',
    ],
    [
      'a call without a result',
      { ...body, messages: [...body.messages, call, ...body.messages] },
      'without `tool_result`',
    ],
    ['a carrier of ours', signed('cdx1.state.openai.e30'), 'Invalid `signature`'],
    ['two tools of one name', { ...body, tools: [tool, tool] }, 'unique'],
    ['a tool without a schema', { ...body, tools: [{ name: 'x' }] }, 'input_schema'],
    ['a tool with a dotted name', { ...body, tools: [{ ...tool, name: 'a.b' }] }, 'name'],
    ['too little to think', { ...body, thinking: { type: 'enabled', budget_tokens: 5 } }, '1024'],
    [
      'five cache points',
      user(
        Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } })),
      ),
      'maximum of 4',
    ],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { status, message } = await send(value)
      expect(status).to.equal(400)
      expect(message).to.contain(words)
      expect(server.violations.at(-1)).to.contain(words)
    })
  }
  it('counts no limits of an answer', async () => {
    const counted = await send(body, good, '/v1/messages/count_tokens')
    expect(counted).to.include({ status: 400 })
    expect(counted.message).to.contain('max_tokens')
  })
})
