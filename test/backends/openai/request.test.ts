import { expect } from 'chai'
import fc from 'fast-check'
import type { MessagesRequest, Tool } from '../../../src/anthropic/request.ts'
import type { Dialect } from '../../../src/backends/openai/dialect.ts'
import { dialectOf, hostProfiles } from '../../../src/backends/openai/hosts.ts'
import { type Translated, toChatRequest } from '../../../src/backends/openai/request.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { deepFreeze } from '../../../src/testing/freeze.ts'
import { requestFault } from '../../support/openapi/chat-completions.ts'
import { bodyFault } from '../../support/strict/openai-rules.ts'
import { jsonObject, text } from '../../support/values.ts'
import { questionOf } from './backend.ts'

interface Outcome extends Translated {
  readonly warnings: readonly string[]
}

function translate(
  request: Partial<MessagesRequest>,
  host = 'openai',
  more: { readonly dialect?: Partial<Dialect>; readonly session?: string; readonly maxOutput?: number } = {},
): Outcome {
  const warnings: string[] = []
  const profile = hostProfiles.find(({ name }) => name === host) ?? { name: host, host: /./, dialect: {} }
  const translated = toChatRequest(deepFreeze(questionOf(request)), {
    backend: host,
    dialect: dialectOf(profile, more.dialect),
    memory: new ReasoningMemory(),
    session: more.session ?? '',
    conversation: more.session ?? '',
    ...(more.maxOutput !== undefined && { maxOutput: more.maxOutput }),
    warn: warning => void warnings.push(warning),
  })
  return { ...translated, warnings }
}

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  input_schema: { type: 'object', properties: { x: { type: 'string' } } },
  ...more,
})

describe('toChatRequest', () => {
  it('case 82: sends 128 of 150 tools, without the deferred ones and the last of MCP, and says so', () => {
    const own = Array.from({ length: 100 }, (_, index) => tool(`Own${index}`))
    const served = Array.from({ length: 40 }, (_, index) => tool(`mcp__server__${index}`))
    const deferred = Array.from({ length: 10 }, (_, index) => tool(`Later${index}`, { defer_loading: true }))
    const { body, warnings } = translate({ tools: [...deferred, ...served, ...own] })
    const names = (body.tools ?? []).map(({ function: { name } }) => name)
    expect(names).to.have.length(128)
    expect(names.filter(name => name.startsWith('Later'))).to.deep.equal([])
    expect(names.filter(name => name.startsWith('mcp__')))
      .to.have.length(28)
      .and.include('mcp__server__27')
    expect(names.filter(name => name.startsWith('Own'))).to.have.length(100)
    expect(warnings).to.deep.equal(['22 of 150 tools were left out: the host takes 128'])
    expect(requestFault(body)).to.equal(undefined)
  })

  it('case 91: makes the same bytes of the same conversation', () => {
    const request: Partial<MessagesRequest> = {
      system: 'Be brief.',
      tools: [tool('a.b'), tool('x'.repeat(80))],
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'y'.repeat(60), name: 'a.b', input: { x: '1' } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'y'.repeat(60), content: 'ok' }] },
      ],
      metadata: { user_id: 'someone' },
    }
    const bytes = (): string => JSON.stringify(translate(request, 'openai', { session: 's' }).body)
    expect(bytes()).to.equal(bytes())
  })

  it('case 91: keeps the bytes of what went before when a conversation goes on', () => {
    const before: MessagesRequest['messages'] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'Read', input: { x: '1' } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'ok' }] },
    ]
    const tools = [tool('Read')]
    const first = translate({ tools, messages: before }).body.messages
    const then = translate({
      tools,
      messages: [...before, { role: 'assistant', content: 'Done' }, { role: 'user', content: 'Thanks' }],
    }).body.messages
    expect(JSON.stringify(then).startsWith(JSON.stringify(first).slice(0, -1))).to.equal(true)
  })

  it('cases 57: makes the same of a text and of a list of one text', () => {
    const asText = translate({ messages: [{ role: 'user', content: 'Hi' }] }).body
    const asList = translate({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }).body
    expect(asList).to.deep.equal(asText)
  })

  it('says which sampling a model does not take, but not where it is the default', () => {
    expect(translate({ model: 'gpt-5.1', temperature: 0.3 }).warnings).to.deep.equal([
      'temperature, top_p: gpt-5.1 does not take them',
    ])
    expect(translate({ model: 'gpt-5.1', temperature: 1, top_p: 1 }).warnings).to.deep.equal([])
    expect(translate({ temperature: 0, top_p: 0.9 }).body).to.include({ temperature: 0, top_p: 0.9 })
  })

  const roles = [
    ['gpt-5.1', 'openai', 'developer', 'max_completion_tokens'],
    ['o3', 'openai', 'developer', 'max_completion_tokens'],
    ['gpt-6-sol', 'openai', 'developer', 'max_completion_tokens'],
    ['gpt-5.1-chat-latest', 'openai', 'system', 'max_completion_tokens'],
    ['gpt-4o', 'openai', 'system', 'max_completion_tokens'],
    ['o1-mini', 'openai', 'user', 'max_completion_tokens'],
    ['gpt-5.1', 'azure', 'developer', 'max_completion_tokens'],
    ['openai/gpt-5.1', 'openrouter', 'system', 'max_tokens'],
    ['qwen3', 'ollama', 'system', 'max_tokens'],
    ['mistral-large-latest', 'mistral', 'system', 'max_tokens'],
  ] as const
  for (const [model, host, role, field] of roles) {
    it(`case 69: calls the system ${role} and the limit ${field} for ${model} on ${host}`, () => {
      const { body } = translate({ model, system: 'Be brief.' }, host)
      expect(body.messages[0]).to.include({ role })
      expect(body).to.have.property(field, 1000)
    })
  }

  it('asks reasoning models for at least 16 tokens, with which probes of one token still end', () => {
    expect(translate({ model: 'gpt-5.1', max_tokens: 1 }).body.max_completion_tokens).to.equal(16)
    expect(translate({ max_tokens: 1 }).body.max_completion_tokens).to.equal(1)
  })

  it('asks for no more output than the model has', () => {
    const { body } = translate({ max_tokens: 128_000 }, 'openai', { maxOutput: 16_384 })
    expect(body.max_completion_tokens).to.equal(16_384)
  })

  it('asks for usage in streams where the host knows the word', () => {
    expect(translate({ stream: true }).body.stream_options).to.deep.equal({ include_usage: true })
    expect(translate({ stream: true }, 'mistral').body).not.to.have.property('stream_options')
    expect(translate({}).body).not.to.have.any.keys('stream', 'stream_options')
  })

  it('leaves out the mark of a long window', () => {
    expect(translate({ model: 'gpt-4.1[1m]' }).body.model).to.equal('gpt-4.1')
  })

  it('refuses what would mean something else than an answer of the model', () => {
    for (const field of ['compaction', 'thread', 'mcp_servers']) {
      expect(() => translate({ [field]: {} }), field).to.throw(`${field}: not supported by backend openai`)
    }
  })

  it('says that the safety check of auto mode does not run', () => {
    const { warnings } = translate({ safeguards: [{ type: 'dangerous_tool_use' }] })
    expect(warnings.join()).to.include('safeguards').and.include('permission mode')
  })

  it('sends the service tier to hosts that have one', () => {
    expect(translate({ service_tier: 'auto' }).body.service_tier).to.equal('auto')
    expect(translate({ service_tier: 'standard_only' }).body.service_tier).to.equal('default')
    expect(translate({ service_tier: 'auto' }, 'ollama').body).not.to.have.property('service_tier')
  })

  it('case 88: never sends the ids of device and account, to any host', () => {
    const user_id = JSON.stringify({ device_id: 'DEVICE', account_uuid: 'ACCOUNT', session_id: 'SESSION' })
    for (const { name } of hostProfiles) {
      const sent = JSON.stringify(
        translate({ model: 'm', metadata: { user_id } }, name, { session: 'SESSION' }).body,
      )
      expect(sent, name).not.to.include('DEVICE').and.not.include('ACCOUNT')
    }
  })

  it('keeps cache marks where a host honours them', () => {
    const cache_control = { type: 'ephemeral' as const }
    const request: Partial<MessagesRequest> = {
      model: 'anthropic/claude-sonnet-5',
      system: [{ type: 'text', text: 'Rules', cache_control }],
      tools: [tool('Read', { cache_control })],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control }] }],
    }
    const { body } = translate(request, 'openrouter')
    expect(body.messages).to.deep.equal([
      { role: 'system', content: [{ type: 'text', text: 'Rules', cache_control }] },
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control }] },
    ])
    expect(body.tools?.[0]).to.deep.include({ cache_control })
    expect(JSON.stringify(translate(request).body)).not.to.include('cache_control')
  })

  it('case 89: marks a begun answer as each host wants it', () => {
    const messages: MessagesRequest['messages'] = [
      { role: 'user', content: 'JSON' },
      { role: 'assistant', content: '{ ' },
    ]
    const last = (host: string, dialect = {}) =>
      translate({ messages }, host, { dialect }).body.messages.at(-1)
    expect(last('openai')).to.deep.equal({ role: 'assistant', content: '{' })
    expect(last('deepseek')).to.deep.include({ prefix: true })
    expect(last('moonshot')).to.deep.include({ partial: true })
    const { body, prefill } = translate({ messages }, 'compatible', { dialect: { prefill: 'continue' } })
    expect(body).to.include({ continue_final_message: true, add_generation_prompt: false })
    expect(prefill).to.equal('{')
  })

  it('lays a schema over the answer as far as the host can be held to it', () => {
    const format = {
      type: 'json_schema' as const,
      schema: { type: 'object', properties: { a: { type: 'string' } } },
    }
    expect(translate({ output_config: { format } }).body.response_format).to.deep.nested.include({
      'json_schema.name': 'structured_output',
      'json_schema.strict': false,
    })
    expect(translate({ output_format: format }).body).to.have.property('response_format')
    const none = translate({ output_config: { format } }, 'compatible', {
      dialect: { responseFormat: 'none' },
    })
    expect(none.body).not.to.have.property('response_format')
    expect(none.warnings).to.deep.equal(['output_config.format: this host cannot be held to a schema'])
  })

  it('breaks no rule of OpenAI, whatever conversation it is given', () => {
    fc.assert(
      fc.property(conversation, fc.constantFrom('gpt-4.1', 'gpt-5.1', 'gpt-5.6', 'o3'), (messages, model) => {
        const names = messages.flatMap(({ content }) =>
          typeof content === 'string'
            ? []
            : content.flatMap(block => (block.type === 'tool_use' ? [block.name] : [])),
        )
        const tools = [...new Set(['Read', ...names])].map(name => tool(name))
        const { body } = translate({ model, messages, tools, stream: true })
        expect(bodyFault(JSON.parse(JSON.stringify(body)), 'openai')).to.equal(undefined)
      }),
      { numRuns: 300 },
    )
  })
})

type Messages = MessagesRequest['messages']
type Block = Exclude<Messages[number]['content'], string>[number]

const ids = fc.constantFrom('c1', 'c2', 'c3', 'call-with-an-id-that-is-longer-than-forty-characters')
const blocks: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: text() }),
  fc.record({ type: fc.constant('thinking' as const), thinking: text(), signature: text() }),
  fc.record({ type: fc.constant('tool_result' as const), tool_use_id: ids, content: text() }),
)
const said = fc.oneof(text(), fc.array(blocks, { maxLength: 4 })) as fc.Arbitrary<Messages[number]['content']>
const calls = fc.uniqueArray(ids, { maxLength: 3 }).chain(taken =>
  fc.tuple(
    ...taken.map(id =>
      fc.record({
        type: fc.constant('tool_use' as const),
        id: fc.constant(id),
        name: fc.constantFrom('Read', 'files.read', 'mcp__a_server__a_tool_'.repeat(5)),
        input: jsonObject(),
      }),
    ),
  ),
)
const conversation: fc.Arbitrary<Messages> = fc
  .array(
    fc.oneof(
      fc.record({ role: fc.constantFrom('user' as const, 'system' as const), content: said }),
      fc.record({ role: fc.constant('assistant' as const), content: calls as fc.Arbitrary<Block[]> }),
      fc.record({ role: fc.constant('assistant' as const), content: text() }),
    ),
    { maxLength: 8 },
  )
  .map(messages => [
    { role: 'user', content: 'Hi' },
    ...onlyOnce(messages as Messages),
    { role: 'user', content: 'Go on' },
  ])

/** No call has the id of an earlier one: the API itself refuses that. */
function onlyOnce(messages: Messages): Messages {
  const seen = new Set<string>()
  return messages.map(message => {
    const { content } = message
    if (message.role !== 'assistant' || typeof content === 'string') return message
    const fresh = content.filter(block => block.type !== 'tool_use' || !seen.has(block.id))
    for (const block of fresh) if (block.type === 'tool_use') seen.add(block.id)
    return { ...message, content: fresh }
  })
}
