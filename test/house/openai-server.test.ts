import { expect } from 'chai'
import { createWire, type Wire } from '../../src/wire/http.ts'
import { chunkFault, requestFault, responseFault } from '../support/openapi/chat-completions.ts'
import {
  chatTextFrames,
  chatToolFrames,
  completion,
  delta,
  usageChunk,
} from '../support/strict/openai-answers.ts'
import type { HostName } from '../support/strict/openai-hosts.ts'
import { bodyFault } from '../support/strict/openai-rules.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'

type Fields = Readonly<Record<string, unknown>>

const good = { authorization: 'Bearer sk-x', 'content-type': 'application/json' }
const user = { role: 'user', content: 'Hi' }
const body: Fields = { model: 'gpt-4.1', messages: [user] }
const calls = (...ids: readonly string[]): Fields => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map(id => ({ id, type: 'function', function: { name: 'Bash', arguments: '{}' } })),
})
const tool = (id: string): Fields => ({ role: 'tool', tool_call_id: id, content: 'ok' })
const functionOf = (name: string, parameters?: unknown, more: Fields = {}): Fields => ({
  type: 'function',
  function: { name, ...(parameters !== undefined && { parameters }), ...more },
})
const bash = functionOf('Bash', { type: 'object', properties: {} })

/** A stand-in that lets everything pass would prove nothing. */
describe('the strict stand-in for Chat Completions', () => {
  let server: OpenAiServer
  let wire: Wire
  before(async () => {
    server = await startOpenAiServer()
    wire = createWire()
  })
  after(async () => {
    wire.close()
    await server.close()
  })

  const send = async (value: unknown, headers: Readonly<Record<string, string>> = good) => {
    const answer = await wire.send({
      method: 'POST',
      url: `${server.baseUrl}/chat/completions`,
      headers,
      body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      signal: new AbortController().signal,
    })
    return { status: answer.status, text: await answer.body.text() }
  }

  it('accepts what is in order, streamed and whole', async () => {
    expect(JSON.parse((await send(body)).text)).to.deep.equal(completion({ content: 'Hello' }))
    expect((await send({ ...body, stream: true, stream_options: { include_usage: true } })).text).to.equal(
      chatTextFrames().join(''),
    )
    expect(server.violations).to.deep.equal([])
  })

  it('answers and refuses in shapes that OpenAI describes', async () => {
    expect(responseFault(completion({ content: 'Hello' }))).to.equal(undefined)
    const frames = [...chatTextFrames(), ...chatToolFrames('Bash', { command: 'ls' })]
    for (const frame of frames.filter(text => !text.includes('[DONE]'))) {
      expect(chunkFault(JSON.parse(frame.slice('data: '.length))), frame).to.equal(undefined)
    }
    expect(chunkFault(delta({ content: 7 }))).to.include('content')
    expect(chunkFault({ ...usageChunk(), choices: null })).to.include('choices')
    const { status, text } = await send({ ...body, magic: 1 })
    expect(status).to.equal(400)
    expect(JSON.parse(text)).to.deep.equal({
      error: {
        message: 'Unrecognized request argument supplied: magic',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    })
    expect(server.violations.join()).to.include('magic')
  })

  for (const [name, headers, status] of [
    ['no key', { 'content-type': 'application/json' }, 401],
    ['a wrong key', { ...good, authorization: 'Bearer sk-wrong' }, 401],
    ["Anthropic's header for keys", { ...good, 'x-api-key': 'x' }, 400],
    ["Anthropic's version", { ...good, 'anthropic-version': '2023-06-01' }, 400],
    ['a cookie', { ...good, cookie: 'a=1' }, 400],
    ['another content type', { ...good, 'content-type': 'text/plain' }, 400],
  ] as const) {
    it(`refuses ${name}`, async () => {
      expect(await send(body, headers as Record<string, string>)).to.include({ status })
    })
  }

  it('refuses what is no JSON', async () => {
    expect(await send('{')).to.include({ status: 400 })
  })

  const refusals: readonly (readonly [string, Fields, RegExp])[] = [
    ['no model', { messages: [user] }, /model/],
    ['a model that does not exist', { ...body, model: 'claude' }, /does not exist/],
    ['no messages', { model: 'gpt-4.1' }, /messages/],
    ['empty messages', { ...body, messages: [] }, /empty array/],
    ['an empty list as content', { ...body, messages: [{ role: 'user', content: [] }] }, /empty array/],
    ['content that is null', { ...body, messages: [user, { role: 'assistant', content: null }] }, /got null/],
    [
      'a part that it does not know',
      { ...body, messages: [{ role: 'user', content: [{ type: 'image' }] }] },
      /content/,
    ],
    [
      'a cache mark',
      { ...body, messages: [{ role: 'user', content: [{ type: 'text', text: 'x', cache_control: {} }] }] },
      /cache_control/,
    ],
    [
      'a picture in a tool message',
      {
        ...body,
        messages: [
          user,
          calls('a'),
          { ...tool('a'), content: [{ type: 'image_url', image_url: { url: 'x' } }] },
        ],
      },
      /image_url/,
    ],
    ['a result without a call', { ...body, messages: [user, tool('a')] }, /must be a response/],
    [
      'a call without a result',
      { ...body, messages: [user, calls('a', 'b'), tool('a'), user] },
      /did not have response messages: b/,
    ],
    [
      'a call without a result at the end',
      { ...body, messages: [user, calls('a')] },
      /did not have response/,
    ],
    [
      'a user between call and result',
      { ...body, messages: [user, calls('a'), user, tool('a')] },
      /followed by tool/,
    ],
    ['two calls of one id', { ...body, messages: [user, calls('a', 'a'), tool('a')] }, /Duplicate/],
    ['no calls in a list', { ...body, messages: [user, calls()] }, /empty array/],
    [
      'a long call id',
      { ...body, messages: [user, calls('a'.repeat(41)), tool('a'.repeat(41))] },
      /string too long/,
    ],
    ['an illegal name of a tool', { ...body, tools: [functionOf('a.b')] }, /pattern/],
    ['a long name of a tool', { ...body, tools: [functionOf('a'.repeat(65))] }, /pattern/],
    ['two tools of one name', { ...body, tools: [bash, bash] }, /Duplicate/],
    [
      '129 tools',
      { ...body, tools: Array.from({ length: 129 }, (_, index) => functionOf(`t${index}`)) },
      /maximum length 128/,
    ],
    ['no tools in a list', { ...body, tools: [] }, /empty array/],
    ['a choice without tools', { ...body, tool_choice: 'auto' }, /only allowed when/],
    ['a flag without tools', { ...body, parallel_tool_calls: false }, /only allowed when/],
    [
      'a choice of a tool that is not there',
      { ...body, tools: [bash], tool_choice: functionOf('Read') },
      /not found/,
    ],
    [
      'an object without properties',
      { ...body, tools: [functionOf('a', { type: 'object' })] },
      /missing properties/,
    ],
    [
      'a list without items',
      { ...body, tools: [functionOf('a', { type: 'object', properties: { x: { type: 'array' } } })] },
      /missing items/,
    ],
    [
      'a union at the root',
      { ...body, tools: [functionOf('a', { type: 'object', properties: {}, anyOf: [] })] },
      /top level/,
    ],
    [
      'a strict schema that is open',
      { ...body, tools: [functionOf('a', { type: 'object', properties: {} }, { strict: true })] },
      /additionalProperties/,
    ],
    [
      'a strict schema with an optional property',
      {
        ...body,
        tools: [
          functionOf(
            'a',
            { type: 'object', additionalProperties: false, properties: { x: {} } },
            { strict: true },
          ),
        ],
      },
      /Missing 'x'/,
    ],
    [
      'a format of another shape',
      { ...body, response_format: { type: 'json_schema', json_schema: { name: 'a b', schema: {} } } },
      /name/,
    ],
    ['five stops', { ...body, stop: ['1', '2', '3', '4', '5'] }, /maximum length 4/],
    ['a stop on o3', { ...body, model: 'o3', stop: ['x'] }, /'stop' is not supported/],
    [
      'max_tokens on a reasoning model',
      { ...body, model: 'gpt-5.1', max_tokens: 10 },
      /Use 'max_completion_tokens'/,
    ],
    ['both limits', { ...body, max_tokens: 10, max_completion_tokens: 10 }, /same time/],
    ['no tokens', { ...body, max_tokens: 0 }, /minimum/],
    ['more output than there is', { ...body, model: 'gpt-4o', max_tokens: 16_385 }, /at most 16384/],
    [
      'a temperature on a reasoning model',
      { ...body, model: 'o3', temperature: 0.2 },
      /'temperature' does not support 0.2/,
    ],
    ['an effort on gpt-4.1', { ...body, reasoning_effort: 'low' }, /Unrecognized/],
    [
      'no effort on gpt-5',
      { ...body, model: 'gpt-5', reasoning_effort: 'none' },
      /Supported values are: 'minimal'/,
    ],
    [
      'tools with an effort on gpt-5.4',
      { ...body, model: 'gpt-5.4', tools: [bash], reasoning_effort: 'low' },
      /Function tools/,
    ],
    ['tools without an effort on gpt-5.6', { ...body, model: 'gpt-5.6', tools: [bash] }, /Function tools/],
    [
      'tools without an effort on gpt-6-sol',
      { ...body, model: 'gpt-6-sol', tools: [bash] },
      /Function tools/,
    ],
    [
      'a system message for o1-mini',
      { ...body, model: 'o1-mini', messages: [{ role: 'system', content: 'x' }] },
      /role/,
    ],
  ]
  for (const [name, value, message] of refusals) {
    it(`refuses ${name}`, () => expect(bodyFault(value, 'openai')?.message).to.match(message))
  }

  it('accepts what those rules are not about', () => {
    const accepted: readonly Fields[] = [
      { ...body, messages: [user, calls('a', 'b'), tool('b'), tool('a'), user], tools: [bash] },
      { ...body, model: 'gpt-5.1', tools: [bash], reasoning_effort: 'high', max_completion_tokens: 100 },
      { ...body, model: 'gpt-5.4', tools: [bash] },
      { ...body, model: 'gpt-5.6', tools: [bash], reasoning_effort: 'none' },
      { ...body, tools: [bash], tool_choice: functionOf('Bash'), parallel_tool_calls: false },
      { ...body, temperature: 0.2, stop: ['1', '2', '3', '4'] },
    ]
    for (const value of accepted) {
      expect(bodyFault(value, 'openai'), JSON.stringify(value)).to.equal(undefined)
      expect(requestFault(value)).to.equal(undefined)
    }
  })
})

describe('the strict stand-ins for other hosts', () => {
  let server: OpenAiServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  const gemini = (parameters: unknown): Fields => ({
    ...body,
    model: 'gemini-3.8-flash',
    tools: [functionOf('a', { type: 'object', properties: { x: parameters } })],
  })
  const refusals: readonly (readonly [HostName, string, Fields, RegExp])[] = [
    [
      'gemini',
      'a keyword that it does not know',
      gemini({ type: 'string', const: 'x' }),
      /Unknown name "const"/,
    ],
    ['gemini', 'a list of types', gemini({ type: ['string', 'null'] }), /type/],
    ['gemini', 'numbers among values', gemini({ type: 'integer', enum: [1] }), /enum/],
    ['gemini', 'a format that it does not know', gemini({ type: 'string', format: 'uri' }), /format/],
    [
      'gemini',
      'an inner object with empty properties',
      gemini({ type: 'object', properties: {} }),
      /non-empty/,
    ],
    ['gemini', 'a list without items', gemini({ type: 'array' }), /missing field/],
    [
      'gemini',
      'a field that it does not know',
      { ...body, parallel_tool_calls: false, tools: [bash] },
      /Unknown name/,
    ],
    [
      'gemini',
      'an assistant that begins',
      { ...body, messages: [{ role: 'assistant', content: 'x' }, user] },
      /turn/,
    ],
    [
      'gemini',
      'an empty result',
      { ...body, messages: [user, calls('a'), { ...tool('a'), content: '' }] },
      /text/,
    ],
    [
      'gemini',
      'a call without its signature',
      { ...body, model: 'gemini-3.8-flash', messages: [user, calls('a'), tool('a')] },
      /thought_signature/,
    ],
    [
      'mistral',
      'a field that it does not know',
      { ...body, stream: true, stream_options: {} },
      /Extra inputs/,
    ],
    [
      'mistral',
      'a long call id',
      { ...body, messages: [user, calls('call_1'), tool('call_1')] },
      /length of 9/,
    ],
    [
      'mistral',
      'a user right behind a tool',
      { ...body, messages: [user, calls('123456789'), tool('123456789'), user] },
      /after role 'tool'/,
    ],
    [
      'mistral',
      'an assistant at the end',
      { ...body, messages: [user, { role: 'assistant', content: 'x' }] },
      /last role/,
    ],
    [
      'lmstudio',
      'a choice that is an object',
      { ...body, tools: [bash], tool_choice: functionOf('Bash') },
      /string values/,
    ],
    [
      'deepseek',
      'a call that lost its reasoning',
      { ...body, messages: [user, calls('a'), tool('a')] },
      /reasoning_content/,
    ],
    [
      'deepseek',
      'a forced choice while it thinks',
      { ...body, tools: [bash], tool_choice: 'required' },
      /tool_choice/,
    ],
    [
      'deepseek',
      'a picture',
      { ...body, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      /image_url/,
    ],
  ]
  for (const [host, name, value, message] of refusals) {
    it(`refuse ${name}, as ${host} does`, () => expect(bodyFault(value, host)?.message).to.match(message))
  }

  for (const [host, shape] of [
    ['gemini', /^\[\{"error":\{"code":400,/],
    ['mistral', /^\{"detail":\[\{"type":"extra_forbidden"/],
    ['lmstudio', /^\{"error":"/],
    ['compatible', /^\{"object":"error","message":/],
  ] as const) {
    it(`refuse in the shape of ${host}`, async () => {
      server = await startOpenAiServer({ host })
      const answer = await fetch(`${server.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: good,
        body: JSON.stringify({ ...body, model: 'm', magic: 1 }),
      })
      expect(await answer.text()).to.match(shape)
    })
  }
})
