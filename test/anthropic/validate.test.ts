import { expect } from 'chai'
import { InvalidRequestError } from '../../src/anthropic/errors.ts'
import { scanRequest } from '../../src/anthropic/scan.ts'
import { parseRequest, type RequestKind, validateRequest } from '../../src/anthropic/validate.ts'

const base = { model: 'claude-x', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] }

function complaint(value: unknown, kind: RequestKind = 'messages'): string | undefined {
  try {
    validateRequest(value, kind)
    return undefined
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidRequestError)
    return (error as Error).message
  }
}

function parseComplaint(body: string | Buffer): string {
  try {
    parseRequest(Buffer.from(body), 'messages')
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidRequestError)
    return (error as Error).message
  }
  throw new Error('it was accepted')
}

const withContent = (content: unknown): unknown => ({
  ...base,
  messages: [base.messages[0], { role: 'assistant', content }],
})

describe('a request', () => {
  it('is taken as it is', () => {
    expect(validateRequest(base, 'messages')).to.equal(base)
    expect(parseRequest(Buffer.from(JSON.stringify(base)), 'messages')).to.deep.equal(base)
    expect(parseRequest(Buffer.from(`\ufeff${JSON.stringify(base)}`), 'messages')).to.deep.equal(base)
  })

  it('may hold whatever no backend stumbles over: unknown fields, unknown blocks, nulls, empty lists', () => {
    const blocks = [
      { type: 'thinking', thinking: '', signature: '' },
      { type: 'thinking', thinking: 'a' },
      { type: 'redacted_thinking', data: 'x' },
      { type: 'hologram', depth: 3 },
      { type: 'tool_use', id: 'a', name: 'Bash', input: null },
      { type: 'tool_result', tool_use_id: 'a' },
      { type: 'tool_result', tool_use_id: 'a', content: null },
      { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'tool_reference', tool_name: 'x' }] },
      { type: 'image', source: { type: 'hologram' } },
    ]
    const accepted = [
      withContent([]),
      withContent(''),
      withContent(blocks),
      withContent([blocks[0]]),
      { ...base, max_tokens: 0, tools: [], safeguards: { new: true }, betas: ['x'] },
      { ...base, tools: null, system: null, stream: null, tool_choice: null, stop_sequences: null },
      { ...base, system: [{ type: 'text', text: 'be brief', cache_control: null }] },
      { ...base, messages: [{ role: 'system', content: [{ type: 'text', text: 'x' }], name: 'x' }] },
      {
        ...base,
        tools: [{ name: 'a' }, { type: 'custom', name: 'b' }, { type: 'computer_toolset_20260801' }],
      },
      { ...base, thinking: 'odd', temperature: 'hot', metadata: 7 },
    ]
    for (const request of accepted) expect(complaint(request), JSON.stringify(request)).to.equal(undefined)
  })

  it('needs max_tokens, except to count tokens', () => {
    const { max_tokens: _, ...counted } = base
    expect(complaint(counted)).to.equal('max_tokens: Field required')
    expect(complaint(counted, 'count_tokens')).to.equal(undefined)
    expect(complaint({ ...base, max_tokens: 'many' }, 'count_tokens')).to.equal(undefined)
    expect(complaint({ ...base, max_tokens: 1.5 })).to.equal('max_tokens: Input should be a valid integer')
    expect(complaint({ ...base, max_tokens: null })).to.equal('max_tokens: Input should be a valid integer')
    expect(complaint({ ...base, max_tokens: -1 })).to.equal(
      'max_tokens: Input should be greater than or equal to 0',
    )
  })

  it('is refused by the path of the field that is wrong', () => {
    const message = (fields: object): unknown => ({ ...base, messages: [{ ...base.messages[0], ...fields }] })
    const cases: readonly (readonly [unknown, string])[] = [
      [{ ...base, model: undefined }, 'model: Field required'],
      [{ ...base, model: 7 }, 'model: Input should be a valid string'],
      [{ ...base, model: '' }, 'model: String should have at least 1 character'],
      [{ ...base, messages: undefined }, 'messages: Field required'],
      [{ ...base, messages: {} }, 'messages: Input should be a valid list'],
      [{ ...base, messages: [] }, 'messages: at least one message is required'],
      [{ ...base, messages: ['hi'] }, 'messages.0: Input should be a valid object'],
      [message({ role: undefined }), 'messages.0.role: Field required'],
      [message({ role: 'tool' }), "messages.0.role: Input should be 'user', 'assistant' or 'system'"],
      [message({ content: undefined }), 'messages.0.content: Field required'],
      [message({ content: null }), 'messages.0.content: Input should be a valid string or list'],
      [withContent(['a']), 'messages.1.content.0: Input should be a valid object'],
      [withContent([{ text: 'a' }]), 'messages.1.content.0.type: Field required'],
      [withContent([{ type: 7 }]), 'messages.1.content.0.type: Input should be a valid string'],
      [withContent([{ type: 'text' }]), 'messages.1.content.0.text.text: Field required'],
      [withContent([{ type: 'tool_use', id: 'a' }]), 'messages.1.content.0.tool_use.name: Field required'],
      [withContent([{ type: 'image' }]), 'messages.1.content.0.image.source: Field required'],
      [
        withContent([{ type: 'document', source: 'x' }]),
        'messages.1.content.0.document.source: Input should be a valid object',
      ],
      [
        withContent([{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 7 }] }]),
        'messages.1.content.0.tool_result.content.0.text.text: Input should be a valid string',
      ],
      [
        withContent([{ type: 'image', source: { type: 'base64', media_type: 'image/png' } }]),
        'messages.1.content.0.image.source.base64.data: Field required',
      ],
      [
        withContent([{ type: 'document', source: { type: 'url' } }]),
        'messages.1.content.0.document.source.url.url: Field required',
      ],
      [
        withContent([{ type: 'document', source: { type: 'content', content: [{ type: 'text' }] } }]),
        'messages.1.content.0.document.source.content.0.text.text: Field required',
      ],
      [{ ...base, tool_choice: { type: 'tool' } }, 'tool_choice.name: Field required'],
      [
        { ...base, tool_choice: { type: 'tool', name: 5 } },
        'tool_choice.name: Input should be a valid string',
      ],
      [{ ...base, tool_choice: {} }, 'tool_choice.type: Field required'],
      [{ ...base, system: 7 }, 'system: Input should be a valid string or list'],
      [{ ...base, system: [{ type: 'text' }] }, 'system.0.text.text: Field required'],
      [{ ...base, tools: {} }, 'tools: Input should be a valid list'],
      [{ ...base, tools: ['Bash'] }, 'tools.0: Input should be a valid object'],
      [{ ...base, tools: [{}] }, 'tools.0.name: Field required'],
      [
        { ...base, tools: [{ name: 'a' }, { type: 'bash_20250124', name: 7 }] },
        'tools.1.name: Input should be a valid string',
      ],
      [
        { ...base, tools: [{ name: 'a', input_schema: [] }] },
        'tools.0.input_schema: Input should be a valid object',
      ],
      [{ ...base, stream: 'yes' }, 'stream: Input should be a valid boolean'],
      [{ ...base, tool_choice: 'auto' }, 'tool_choice: Input should be a valid object'],
      [{ ...base, stop_sequences: 'x' }, 'stop_sequences: Input should be a list of strings'],
      [{ ...base, stop_sequences: [1] }, 'stop_sequences: Input should be a list of strings'],
    ]
    for (const [request, expected] of cases) expect(complaint(request)).to.equal(expected)
    for (const value of [null, undefined, [], 'x', 7]) {
      expect(complaint(value)).to.equal('The request body is not a JSON object.')
    }
  })

  it('is refused where it is no JSON, without a word of what it holds', () => {
    expect(parseComplaint('')).to.include('empty')
    for (const body of ['{"model":"sk-secret",}', '{"model":"sk-secret"', 'sk-secret', '{"a":sk-secret}']) {
      expect(parseComplaint(body)).to.match(/^The request body is not valid JSON/)
      expect(parseComplaint(body)).not.to.include('secret')
    }
  })

  it('is refused where it is nested too deep, before anything overflows', () => {
    const nested = (depth: number): string =>
      JSON.stringify(base).replace('"hi"', `[{"type":"x","y":${'['.repeat(depth)}${']'.repeat(depth)}}]`)
    expect(parseComplaint(nested(10_000))).to.include('1000 levels')
    expect(parseComplaint('['.repeat(5_000_000))).to.include('1000 levels')
    expect(parseComplaint(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)).to.include('1000 levels')
    expect(parseRequest(Buffer.from(nested(900)), 'messages')).to.have.property('model')
    const bytes = Buffer.from(nested(1_100))
    expect(() => parseRequest(bytes, 'messages', scanRequest(bytes))).to.throw(/1000 levels/)
    const whole = Buffer.from(nested(900))
    expect(parseRequest(whole, 'messages', scanRequest(whole))).to.have.property('model')
  })

  it('keeps a key such as __proto__ as a field', () => {
    const request = parseRequest(
      Buffer.from(JSON.stringify(base).replace('{', '{"__proto__":{"polluted":true},')),
      'messages',
    )
    expect(Object.getPrototypeOf(request)).to.equal(Object.prototype)
    expect(Object.keys(request)).to.include('__proto__')
    expect({}).not.to.have.property('polluted')
    expect(complaint(JSON.parse('{"__proto__":{"model":"x","messages":[]},"max_tokens":1}'))).to.equal(
      'model: Field required',
    )
  })

  it('may have a type that is the name of a built-in', () => {
    expect(complaint(withContent([{ type: 'constructor' }, { type: '__proto__' }]))).to.equal(undefined)
  })
})
