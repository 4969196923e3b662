import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { plainDialect } from '../../../src/backends/openai/dialect.ts'
import type { OpenAiOptions } from '../../../src/backends/openai/index.ts'
import { Lessons } from '../../../src/backends/openai/learn.ts'
import type { ChatRequest } from '../../../src/backends/openai/types.ts'
import { faultOf } from '../../../src/backends/shared/errors.ts'
import { failureOf } from '../../support/failure.ts'
import { chatError } from '../../support/strict/openai-answers.ts'
import { type Bench, startBench } from './backend.ts'

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
  return {
    lessons,
    text,
    next: (more: Partial<ChatRequest>) => lessons.apply(model, requestOf(more), () => {}),
  }
}

describe('lessons from refusals', () => {
  const refusals: readonly (readonly [string, string, Partial<ChatRequest>])[] = [
    [
      "Unsupported value: 'temperature' does not support 0.2 with this model.",
      'temperature',
      { temperature: 0.2 },
    ],
    ["Unsupported parameter: 'user' is not supported with this model.", 'user', { user: 'x' }],
    ['user: Extra inputs are not permitted', 'user', { user: 'x' }],
    ['Unknown argument: thinking', 'thinking', { thinking: { type: 'disabled' } }],
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
    const { lessons } = learnt(said("Unsupported parameter: 'user'"), { user: 'x' })
    lessons.learn(model, 400, faultOf(said("Unsupported value: 'top_p'")), requestOf({ top_p: 0.5 }))
    expect(lessons.apply(model, requestOf({ user: 'x', top_p: 0.5 }), () => {})).to.deep.equal(requestOf({}))
  })

  it('says each time what a client wished for and does not get', () => {
    const { lessons } = learnt(said("Unsupported parameter: 'top_p'"), { top_p: 0.5 })
    const warnings: string[] = []
    lessons.apply(model, requestOf({ top_p: 0.7 }), text => void warnings.push(text))
    lessons.apply(model, requestOf({}), text => void warnings.push(text))
    expect(warnings).to.deep.equal(['top_p: refused by the host'])
  })

  it('is about one model', () => {
    const { lessons } = learnt(said("Unsupported parameter: 'user'"), { user: 'x' })
    const other = { ...requestOf({ user: 'x' }), model: 'other' }
    expect(lessons.apply('other', other, () => {})).to.deep.equal(other)
  })

  it('asks for no more output than the refusal names', () => {
    const message = 'max_tokens is too large: 128000. This model supports at most 16384 completion tokens.'
    const { lessons } = learnt(said(message), { max_tokens: 128_000 })
    expect(lessons.maxOutput(model, undefined)).to.equal(16_384)
    expect(lessons.maxOutput(model, 8_192)).to.equal(8_192)
    expect(lessons.maxOutput('other', undefined)).to.equal(undefined)
  })

  it('takes no other number for the limit', () => {
    for (const message of [
      "Unsupported parameter: 'max_tokens' is not supported with o1-2024-12-17. Use 'max_completion_tokens' instead.",
      'Error code: 400 - max_tokens is not what this model takes',
      'max_tokens must be at least 16',
    ]) {
      const { lessons } = learnt(said(message), { max_tokens: 128_000 })
      expect(lessons.maxOutput(model, undefined), message).to.equal(undefined)
    }
    for (const [message, limit] of [
      ['`max_tokens` must be less than or equal to `8192`, the maximum value for this model', 8_192],
      ['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 8_192],
      ['max_tokens: 128000 > 64,000, which is the maximum allowed number of output tokens', 64_000],
    ] as const) {
      const { lessons } = learnt(said(message), { max_tokens: 128_000 })
      expect(lessons.maxOutput(model, undefined), message).to.equal(limit)
    }
  })

  it('enforces stop sequences here that a host refuses', () => {
    const { lessons } = learnt(said("Unsupported parameter: 'stop' is not supported with this model."), {
      stop: ['x'],
    })
    expect(lessons.dialect(model, plainDialect).maxStops).to.equal(0)
  })

  it('asks for looser JSON, and then in words only, where a schema is refused', () => {
    const lessons = new Lessons()
    const refused = faultOf(said("'response_format' of type json_schema is not supported with this model"))
    for (const [type, next] of [
      ['json_schema', 'json_object'],
      ['json_object', 'none'],
    ] as const) {
      lessons.learn(model, 400, refused, requestOf({ response_format: { type } }))
      expect(lessons.dialect(model, plainDialect).responseFormat).to.equal(next)
    }
  })

  it('takes no word of a sentence for a field', () => {
    const sent = { stop: ['x'], user: 'x', thinking: { type: 'enabled' }, reasoning: {} }
    for (const message of [
      'Invalid message: the user turn must not follow a tool result',
      'Unexpected stop of the engine',
      'The model does not support thinking in this region',
      'Unsupported reasoning',
    ]) {
      expect(learnt(said(message), sent).text, message).to.equal(undefined)
    }
  })

  it('leaves out the field that the refusal names first', () => {
    const message =
      "Unsupported parameter: 'top_p' is not supported with this model, nor is temperature other than 1."
    const { next } = learnt(said(message), { temperature: 0.5, top_p: 0.5 })
    expect(next({ temperature: 0.5, top_p: 0.5 }))
      .to.include({ temperature: 0.5 })
      .and.not.have.property('top_p')
  })

  it('calls the limit as the host does', () => {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    const { lessons } = learnt(said(message), { max_tokens: 1000 })
    expect(lessons.dialect(model, plainDialect).maxTokensField).to.equal('max_completion_tokens')
    expect(lessons.dialect('other', plainDialect).maxTokensField).to.equal('max_tokens')
  })

  it('tries the other name of the limit where one is refused without it, and says so where both are', () => {
    const { lessons } = learnt(said('Unrecognized request argument supplied: max_completion_tokens'), {
      max_completion_tokens: 1000,
    })
    expect(lessons.dialect(model, plainDialect).maxTokensField).to.equal('max_tokens')
    const warnings: string[] = []
    const warn = (text: string): void => void warnings.push(text)
    expect(lessons.apply(model, requestOf({ max_tokens: 1000 }), warn)).to.include({ max_tokens: 1000 })
    const fault = { message: 'Unrecognized request argument supplied: max_tokens', code: '' }
    lessons.learn(model, 400, fault, requestOf({ max_tokens: 1000 }))
    expect(lessons.apply(model, requestOf({ max_tokens: 1000 }), warn)).not.to.have.property('max_tokens')
    expect(warnings).to.deep.equal(['max_tokens: refused by the host'])
  })

  it('calls the system system where developer is not known', () => {
    const sent = { messages: [{ role: 'developer' as const, content: 'x' }] }
    const { lessons } = learnt(said("'developer' is not one of ['system', 'user']"), sent)
    const openAi = {
      ...plainDialect,
      systemRole: 'developer',
      maxTokensField: 'max_completion_tokens',
    } as const
    expect(lessons.dialect(model, openAi)).to.deep.equal({ ...openAi, systemRole: 'system' })
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

describe('a refusal that teaches something', () => {
  let bench: Bench | undefined
  afterEach(() => bench?.close())

  interface Kind {
    readonly what: string
    readonly message: string
    readonly request: Partial<MessagesRequest>
    readonly options?: OpenAiOptions
    /** Of the field that changes: before and after. */
    readonly field: string
    readonly values: readonly [unknown, unknown]
  }

  const bash = { name: 'Bash', input_schema: { type: 'object', properties: { a: { type: 'string' } } } }
  const call = { type: 'tool_use' as const, id: 'call_1', name: 'Bash', input: {} }
  const result = { type: 'tool_result' as const, tool_use_id: 'call_1', content: 'ok' }
  const schema = { type: 'object', properties: {}, additionalProperties: false }
  const toolMessages = [
    { role: 'user' as const, content: 'Hi' },
    { role: 'assistant' as const, content: [call] },
    { role: 'user' as const, content: [result] },
  ]
  const named = { type: 'function', function: { name: 'Bash' } }
  const kinds: readonly Kind[] = [
    {
      what: 'a field that is not taken',
      message: "Unsupported value: 'temperature' does not support 0.2 with this model.",
      request: { temperature: 0.2 },
      field: 'temperature',
      values: [0.2, undefined],
    },
    {
      what: 'options of a stream',
      message: 'Unrecognized request argument supplied: stream_options',
      request: { stream: true },
      field: 'stream_options',
      values: [{ include_usage: true }, undefined],
    },
    {
      what: 'too many tokens',
      message: 'max_tokens is too large: 128000. This model supports at most 16384 completion tokens.',
      request: { max_tokens: 128_000 },
      field: 'max_tokens',
      values: [128_000, 16_384],
    },
    {
      what: 'the name of the limit',
      message: "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
      request: {},
      field: 'max_completion_tokens',
      values: [undefined, 1000],
    },
    {
      what: 'a choice that is an object',
      message: "Invalid tool_choice type: 'object'. Supported string values: none, auto, required",
      request: { tools: [bash], tool_choice: { type: 'tool', name: 'Bash' } },
      field: 'tool_choice',
      values: [named, 'required'],
    },
    {
      what: 'content that is null',
      message: 'messages.1.content: expected a string, got null',
      request: { tools: [bash], messages: toolMessages },
      field: 'messages.1.content',
      values: [null, ''],
    },
    {
      what: 'stop sequences',
      message: "Unsupported parameter: 'stop'",
      request: { stop_sequences: ['l'] },
      field: 'stop',
      values: [['l'], undefined],
    },
    {
      what: 'a schema for the answer',
      message: 'response_format of type json_schema is not supported',
      request: { output_config: { format: { type: 'json_schema', schema } } },
      field: 'response_format.type',
      values: ['json_schema', 'json_object'],
    },
    {
      what: 'reasoning beside tools',
      message:
        "Function tools with reasoning_effort are not supported. Use /v1/responses or set reasoning_effort to 'none'.",
      request: { tools: [bash] },
      field: 'reasoning_effort',
      values: [undefined, 'none'],
    },
    {
      what: 'the role of the system',
      message: "Unsupported value: 'messages[0].role' does not support 'developer' with this model.",
      request: { model: 'gpt-5.1', system: 'Be kind.' },
      options: { dialect: { systemRole: 'developer' } },
      field: 'messages.0.role',
      values: ['developer', 'system'],
    },
  ]
  for (const { what, message, request, options, field, values } of kinds) {
    it(`case 92: about ${what} changes the request once, and is remembered for the model`, async () => {
      bench = await startBench('compatible', options)
      const { ask, sent, server } = bench
      const question = { model: 'qwen3', ...request }
      const at = (body: unknown) =>
        field.split('.').reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], body)
      server.answer(chatError({ status: 400, message }))
      const { message: answer } = await ask(question)
      expect(answer.stop_reason).to.equal(what === 'stop sequences' ? 'stop_sequence' : 'end_turn')
      expect(sent().map(at)).to.deep.equal(values)
      // The mark of a long window is no part of the model's name.
      await ask({ ...question, model: `${question.model}[1m]` })
      expect(sent().map(at)).to.deep.equal([...values, values[1]])
      await ask({ ...question, model: 'another' })
      expect(at(sent().at(-1))).to.deep.equal(what === 'the role of the system' ? 'system' : values[0])
      expect(server.violations).to.deep.equal([])
    })
  }

  it('is followed by others, but not without end', async () => {
    bench = await startBench('compatible')
    const { ask, server } = bench
    const refusal = chatError({ status: 400, message: 'content must be a string, not null' })
    server.answer(...Array(10).fill(refusal))
    const failure = await failureOf(ask({ model: 'qwen3', tools: [bash], messages: toolMessages }))
    expect(failure).to.include({ type: 'invalid_request_error' })
    expect(server.received).to.have.length(2)
  })
})
