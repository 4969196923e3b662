import { expect } from 'chai'
import { createWire, type Wire } from '../../src/wire/http.ts'
import { eventFault, requestFault, responseFault } from '../support/openapi/responses.ts'
import {
  callItem,
  encrypted,
  messageItem,
  reasoningItem,
  responseEvents,
  responseOf,
} from '../support/strict/responses-answers.ts'
import { responsesBodyFault } from '../support/strict/responses-rules.ts'
import { type ResponsesServer, startResponsesServer } from '../support/strict/responses-server.ts'

type Fields = Readonly<Record<string, unknown>>

const good = { authorization: 'Bearer sk-x', 'content-type': 'application/json' }
const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }
const body: Fields = { model: 'gpt-5.6-sol', store: false, input: [user] }
const call = (id: string): Fields => ({ type: 'function_call', call_id: id, name: 'Bash', arguments: '{}' })
const output = (id: string): Fields => ({ type: 'function_call_output', call_id: id, output: 'ok' })
const reasoning = (id: string, content: unknown = encrypted(id)): Fields => ({
  type: 'reasoning',
  id,
  summary: [],
  encrypted_content: content,
})
const said = { type: 'message', role: 'assistant', content: 'Yes' }
const bash: Fields = {
  type: 'function',
  name: 'Bash',
  parameters: { type: 'object', properties: {} },
  strict: false,
}

/** A stand-in that lets everything pass would prove nothing. */
describe('the strict stand-in for the Responses API', () => {
  let server: ResponsesServer
  let wire: Wire
  before(async () => {
    server = await startResponsesServer()
    wire = createWire()
  })
  after(async () => {
    wire.close()
    await server.close()
  })

  const send = async (
    value: unknown,
    headers: Readonly<Record<string, string>> = good,
    path = '/responses',
  ) => {
    const answer = await wire.send({
      method: 'POST',
      url: `${server.baseUrl}${path}`,
      headers,
      body: Buffer.from(JSON.stringify(value)),
      signal: new AbortController().signal,
    })
    return { status: answer.status, text: await answer.body.text() }
  }

  it('accepts what is in order, streamed and whole', async () => {
    expect(JSON.parse((await send(body)).text)).to.deep.equal(responseOf([messageItem('Hello')]))
    expect((await send({ ...body, stream: true })).text).to.include('response.completed')
    expect(server.violations).to.deep.equal([])
  })

  it('answers in shapes that OpenAI describes', () => {
    const refusal = { ...messageItem(''), content: [{ type: 'refusal', refusal: 'No.' }] }
    const items = [reasoningItem('rs_1', 'a', 'b'), messageItem('Hi'), refusal, callItem('Bash', { a: 1 })]
    expect(responseFault(responseOf(items))).to.equal(undefined)
    for (const event of responseEvents(items)) {
      const fault = eventFault(JSON.parse(JSON.stringify(event)))
      expect(fault, JSON.stringify(event)).to.equal(undefined)
    }
    expect(eventFault({ type: 'response.output_text.delta', delta: 7 })).to.be.a('string')
    expect(responseFault({ ...responseOf([]), output: 'x' })).to.be.a('string')
  })

  it('refuses what is not for it, and what it does not serve', async () => {
    const refusals = [
      await send(body, { 'content-type': 'application/json' }),
      await send(body, { ...good, 'x-api-key': 'k' }),
      await send(body, good, '/chat/completions'),
    ]
    expect(refusals.map(({ status }) => status)).to.deep.equal([401, 400, 404])
    expect(server.violations).to.have.length(2)
  })

  it('accepts a conversation in good order', () => {
    const input = [
      user,
      reasoning('rs_1'),
      call('a'),
      call('b'),
      output('a'),
      output('b'),
      reasoning('rs_2'),
      said,
      user,
    ]
    expect(responsesBodyFault({ ...body, input, tools: [bash] })).to.equal(undefined)
  })

  const bad: readonly (readonly [string, Fields, string])[] = [
    ['an unknown field', { stop: ['x'] }, "Unknown parameter: 'stop'"],
    ['an unknown field of an item', { input: [{ ...user, name: 'x' }] }, "Unknown parameter: 'input.0.name'"],
    ['an item of an unknown type', { input: [{ type: 'thought' }] }, 'type'],
    ['no input', { input: [] }, 'empty array'],
    ['an empty message', { input: [{ ...user, content: [] }] }, 'empty'],
    ['what is to be stored', { store: true }, 'store'],
    ['an earlier answer', { previous_response_id: 'resp_1' }, 'store'],
    ['no model', { model: '' }, 'model'],
    ['an unknown model', { model: 'nova-1' }, 'nova-1'],
    ['a call without its output', { input: [user, call('a')] }, 'No tool output found'],
    ['an output without its call', { input: [user, output('a')] }, 'No tool call found'],
    ['a call twice', { input: [user, call('a'), output('a'), call('a'), output('a')] }, 'Duplicate'],
    ['an id that is too long', { input: [user, call('x'.repeat(65)), output('x'.repeat(65))] }, 'too long'],
    ['an assistant in parts of the input', { input: [{ ...user, role: 'assistant' }] }, 'output_text'],
    [
      'reasoning of which only the id is sent',
      { input: [user, reasoning('rs_1', null), said] },
      'not persisted',
    ],
    [
      'reasoning that others have encrypted',
      { input: [user, reasoning('rs_1', 'x'), said] },
      'could not be verified',
    ],
    ['reasoning that led to nothing', { input: [user, reasoning('rs_1')] }, 'required following item'],
    ['reasoning ahead of a question', { input: [user, reasoning('rs_1'), user] }, 'required following item'],
    ['reasoning twice', { input: [user, reasoning('rs_1'), said, reasoning('rs_1'), said] }, 'Duplicate'],
    ['reasoning without its summary', { input: [user, { type: 'reasoning', id: 'rs_1' }, said] }, 'summary'],
    ['a tool in the form of Chat Completions', { tools: [{ type: 'function', function: bash }] }, 'function'],
    ['a tool that does not say whether it is strict', { tools: [{ ...bash, strict: undefined }] }, 'strict'],
    ['a tool with a name it does not take', { tools: [{ ...bash, name: 'a.b' }] }, 'pattern'],
    ['two tools of one name', { tools: [bash, bash] }, 'pattern'],
    ['a tool without properties', { tools: [{ ...bash, parameters: { type: 'object' } }] }, 'properties'],
    ['a strict tool that is not', { tools: [{ ...bash, strict: true }] }, 'additionalProperties'],
    ['an empty list of tools', { tools: [] }, 'tools'],
    ['a choice without tools', { tool_choice: 'required' }, "'tools'"],
    [
      'a choice of another tool',
      { tools: [bash], tool_choice: { type: 'function', name: 'Read' } },
      'not found',
    ],
    [
      'a schema without a root',
      { text: { format: { type: 'json_schema', name: 'x', schema: {} } } },
      'schema',
    ],
    ['too small a limit', { max_output_tokens: 1 }, '>= 16'],
    ['too large a limit', { max_output_tokens: 500_000 }, 'too large'],
    ['sampling of a model that reasons', { temperature: 0.5 }, 'temperature'],
    ['an effort that the model does not take', { reasoning: { effort: 'minimal' } }, 'Supported values'],
    [
      'reasoning of a model that does not',
      { model: 'gpt-4.1', reasoning: { effort: 'low' } },
      'not supported',
    ],
    [
      'encrypted reasoning of one',
      { model: 'gpt-4.1', include: ['reasoning.encrypted_content'] },
      'Encrypted',
    ],
  ]
  for (const [name, more, words] of bad) {
    it(`refuses ${name}`, () => {
      const fault = responsesBodyFault(JSON.parse(JSON.stringify({ ...body, ...more })))
      expect(fault?.message).to.include(words)
    })
  }

  it('judges by OpenAI’s own description', () => {
    expect(requestFault(body)).to.equal(undefined)
    expect(requestFault({ ...body, stream: 'yes' })).to.include('stream')
    expect(requestFault({ ...body, input: [call('a')], tools: [bash] })).to.equal(undefined)
  })
})
