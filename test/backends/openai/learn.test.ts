import { expect } from 'chai'
import { plainDialect } from '../../../src/backends/openai/dialect.ts'
import { faultOf } from '../../../src/backends/openai/errors.ts'
import { Lessons } from '../../../src/backends/openai/learn.ts'
import type { ChatRequest } from '../../../src/backends/openai/types.ts'

const model = 'some-model'
const tools: ChatRequest['tools'] = [{ type: 'function', function: { name: 'Bash' } }]
const requestOf = (more: Partial<ChatRequest>): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
})
const said = (message: string): string => JSON.stringify({ error: { message } })

/** The lessons of one refusal of `sent`. */
function learnt(body: string, sent: Partial<ChatRequest>, status = 400) {
  const lessons = new Lessons()
  const text = lessons.learn(model, status, faultOf(body), requestOf(sent))
  return { lessons, text, next: (more: Partial<ChatRequest>) => lessons.apply(model, requestOf(more)) }
}

describe('lessons from refusals', () => {
  const refusals: readonly (readonly [string, string, Partial<ChatRequest>])[] = [
    [
      "Unsupported value: 'temperature' does not support 0.2 with this model.",
      'temperature',
      { temperature: 0.2 },
    ],
    ["Unsupported parameter: 'stop' is not supported with this model.", 'stop', { stop: ['x'] }],
    [
      'Unrecognized request argument supplied: reasoning_effort',
      'reasoning_effort',
      { reasoning_effort: 'low' },
    ],
    ['Unknown parameter: parallel_tool_calls', 'parallel_tool_calls', { parallel_tool_calls: false }],
    [
      'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
      'stream_options',
      { stream_options: { include_usage: true } },
    ],
    ["property 'safety_identifier' is unsupported", 'safety_identifier', { safety_identifier: 'x' }],
    ['tool_choice is not supported by this model', 'tool_choice', { tool_choice: 'required' }],
  ]
  for (const [message, field, sent] of refusals) {
    it(`leaves ${field} out after "${message.slice(0, 40)}"`, () => {
      const { text, next } = learnt(said(message), { ...sent, top_k: 3 })
      expect(text).to.include(field)
      expect(next({ ...sent, top_k: 3 }))
        .to.include({ top_k: 3 })
        .and.not.have.property(field)
    })
  }

  it('reads the details of a 422', () => {
    const body = JSON.stringify({
      detail: [{ type: 'extra_forbidden', loc: ['body', 'top_k'], msg: 'Extra inputs' }],
    })
    expect(learnt(body, { top_k: 3 }, 422).next({ top_k: 3 })).not.to.have.property('top_k')
  })

  it('keeps one lesson beside another', () => {
    const { lessons } = learnt(said("Unsupported parameter: 'stop'"), { stop: ['x'] })
    lessons.learn(model, 400, faultOf(said("Unsupported value: 'top_p'")), requestOf({ top_p: 0.5 }))
    expect(lessons.apply(model, requestOf({ stop: ['x'], top_p: 0.5 }))).to.deep.equal(requestOf({}))
  })

  it('is about one model', () => {
    const { lessons } = learnt(said("Unsupported parameter: 'stop'"), { stop: ['x'] })
    const other = { ...requestOf({ stop: ['x'] }), model: 'other' }
    expect(lessons.apply('other', other)).to.deep.equal(other)
  })

  it('asks for no more output than the refusal names', () => {
    const message = 'max_tokens is too large: 128000. This model supports at most 16384 completion tokens.'
    const { lessons } = learnt(said(message), { max_tokens: 128_000 })
    expect(lessons.maxOutput(model, undefined)).to.equal(16_384)
    expect(lessons.maxOutput(model, 8_192)).to.equal(8_192)
    expect(lessons.maxOutput('other', undefined)).to.equal(undefined)
  })

  it('calls the limit as the host does', () => {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    const { lessons } = learnt(said(message), { max_tokens: 1000 })
    expect(lessons.dialect(model, plainDialect).maxTokensField).to.equal('max_completion_tokens')
    expect(lessons.dialect('other', plainDialect).maxTokensField).to.equal('max_tokens')
  })

  it('calls the system system where developer is not known', () => {
    const sent = { messages: [{ role: 'developer' as const, content: 'x' }] }
    const { lessons } = learnt(said("'developer' is not one of ['system', 'user']"), sent)
    expect(lessons.dialect(model, { ...plainDialect, systemRole: 'developer' }).systemRole).to.equal('system')
  })

  it('names tools by words where objects are refused', () => {
    const sent = { tools, tool_choice: { type: 'function' as const, function: { name: 'Bash' } } }
    const message = "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"
    const { lessons } = learnt(JSON.stringify({ error: message }), sent)
    expect(lessons.dialect(model, plainDialect).toolChoice).to.equal('words')
  })

  it('sends empty text where null is refused', () => {
    const sent = { messages: [{ role: 'assistant' as const, content: null, tool_calls: [] }] }
    const { lessons } = learnt(said('messages.1.content: expected a string, got null'), sent)
    expect(lessons.dialect(model, plainDialect).nullContent).to.equal(false)
  })

  it('tells a model not to reason that refuses tools otherwise, and only with tools', () => {
    const message =
      "Function tools with reasoning_effort are not supported for my-deployment in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'."
    const { next } = learnt(said(message), { tools })
    expect(next({ tools, reasoning_effort: 'high' })).to.include({ reasoning_effort: 'none' })
    expect(next({ reasoning_effort: 'high' })).to.include({ reasoning_effort: 'high' })
    expect(learnt(said(message), { tools, reasoning_effort: 'none' }).text).not.to.include('none, since')
  })

  it('learns nothing from what is no refusal of a field', () => {
    const sent = { temperature: 0.5, max_tokens: 100 }
    for (const [message, status] of [
      ['Invalid image.', 400],
      ["Unsupported value: 'temperature'", 500],
      ["Unsupported value: 'temperature'", 401],
      ["This model's maximum context length is 4096 tokens, however you requested 5000 tokens", 400],
      ['Unsupported parameter: stop', 400],
    ] as const) {
      expect(learnt(said(message), sent, status).text, message).to.equal(undefined)
    }
  })
})
