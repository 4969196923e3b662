import { expect } from 'chai'
import fc from 'fast-check'
import type { MessagesRequest, Tool } from '../../../src/anthropic/request.ts'
import { type TranslationContext, toResponsesRequest } from '../../../src/backends/responses/request.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { deepFreeze } from '../../../src/testing/freeze.ts'
import { requestFault } from '../../support/openapi/responses.ts'
import { responsesBodyFault } from '../../support/strict/responses-rules.ts'
import { jsonObject, text } from '../../support/values.ts'
import { questionOf } from './backend.ts'

function translate(request: Partial<MessagesRequest>, more: Partial<TranslationContext> = {}) {
  return toResponsesRequest(deepFreeze(questionOf(request)), {
    backend: 'work',
    memory: new ReasoningMemory(),
    session: '',
    conversation: '',
    summaries: true,
    phases: true,
    warn: () => {},
    ...more,
  })
}

const thinking = { thinking: { type: 'adaptive' } } as const

describe('toResponsesRequest', () => {
  it('case 91: makes the same bytes of the same conversation', () => {
    const request: Partial<MessagesRequest> = {
      system: 'Be brief',
      tools: [{ name: 'mcp.x', input_schema: { type: 'object' } }],
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'x'.repeat(60), name: 'mcp.x', input: {} }] },
      ],
    }
    expect(JSON.stringify(translate(request).body)).to.equal(JSON.stringify(translate(request).body))
    expect(translate(request).names.client('mcp_x')).to.equal('mcp.x')
  })

  it('case 72: enforces every stop sequence itself, for this API knows none', () => {
    const { body, stops } = translate({ stop_sequences: ['a', '\n', 'b', 'c', 'd', 'e'] })
    expect(stops).to.deep.equal(['a', 'b', 'c', 'd', 'e'])
    expect(body).not.to.have.property('stop')
  })

  it('case 89: names what the client has begun', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '{"a": ' },
    ] as const
    expect(translate({ messages }).prefill).to.equal('{"a":')
    expect(translate({}).prefill).to.equal('')
  })

  it('gives a tool its own name, whatever the history calls', () => {
    const tools: Tool[] = [{ name: 'a_b', input_schema: { type: 'object' } }]
    const messages = [
      { role: 'user' as const, content: 'Hi' },
      {
        role: 'assistant' as const,
        content: [{ type: 'tool_use' as const, id: 'c', name: 'a.b', input: {} }],
      },
    ]
    expect(translate({ tools, messages }).body.tools?.[0]?.name).to.equal('a_b')
  })

  it('says only what the host takes', () => {
    expect(translate(thinking, { summaries: false }).body).not.to.have.property('reasoning')
    const effort = { thinking: { type: 'disabled' } } as const
    expect(translate(effort, { efforts: ['low'] }).body.reasoning).to.deep.equal({ effort: 'low' })
    expect(translate({ max_tokens: 9_000 }, { maxOutput: 4_000 }).body.max_output_tokens).to.equal(4_000)
    const told = { messages: [{ role: 'assistant' as const, content: 'x' }] }
    expect(translate(told, { phases: false }).body.input[0]).not.to.have.property('phase')
  })

  it('asks a model of which nothing is known for its reasoning, and one that has none for nothing', () => {
    expect(translate({ model: 'my-deployment' }).body.include).to.deep.equal(['reasoning.encrypted_content'])
    const { body } = translate({ model: 'gpt-4.1', ...thinking, output_config: { effort: 'high' } })
    expect(body).not.to.have.any.keys('include', 'reasoning')
  })

  it('is never refused by what OpenAI describes, whatever it is made of', () => {
    const content = fc.array(
      fc.oneof(
        text().map(value => ({ type: 'text' as const, text: value })),
        jsonObject().map(input => ({ type: 'tool_use' as const, id: 'c', name: 'x y', input })),
        text().map(value => ({ type: 'tool_result' as const, tool_use_id: 'c', content: value })),
      ),
      { maxLength: 3 },
    )
    const role = fc.constantFrom('user' as const, 'assistant' as const, 'system' as const)
    const messages = fc.array(fc.record({ role, content }), { maxLength: 4 })
    fc.assert(
      fc.property(messages, text(), jsonObject(), (turns, system, schema) => {
        const tools = [{ name: 'x y', input_schema: schema }]
        const { body } = translate({ system, tools, messages: [{ role: 'user', content: 'Hi' }, ...turns] })
        const sent: unknown = JSON.parse(JSON.stringify(body))
        expect(requestFault(sent)).to.equal(undefined)
      }),
    )
  })

  it('is never refused by the strict server for what a client says in good order', () => {
    const model = fc.constantFrom('gpt-5.6-sol', 'gpt-5-codex', 'gpt-5-pro', 'o3-pro', 'gpt-4.1', 'gpt-5')
    const effort = fc.constantFrom('low' as const, 'medium' as const, 'xhigh' as const, 'max' as const)
    const type = fc.constantFrom('adaptive' as const, 'disabled' as const)
    const fields = fc.record({ model, effort, type, temperature: fc.double({ min: 0, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(fields, fc.nat({ max: 300_000 }), (given, max_tokens) => {
        const { body } = translate(
          {
            model: given.model,
            max_tokens,
            temperature: given.temperature,
            thinking: { type: given.type },
            output_config: { effort: given.effort },
          },
          { maxOutput: 32_000 },
        )
        expect(responsesBodyFault(JSON.parse(JSON.stringify(body)))).to.equal(undefined)
      }),
    )
  })
})
