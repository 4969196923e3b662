import { expect } from 'chai'
import { InvalidRequestError } from '../../../src/anthropic/errors.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { refuseImpossible, tellCitations, tellThinking } from '../../../src/backends/shared/losses.ts'

const base: MessagesRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }

/** What a request with these fields would lose. */
function lossesOf(
  more: Readonly<Record<string, unknown>>,
  carries: readonly string[] = [],
): readonly string[] {
  const warnings: string[] = []
  const warn = (text: string): void => void warnings.push(text)
  refuseImpossible({ ...base, ...more } as MessagesRequest, { backend: 'work', carries, warn })
  return warnings
}

describe('what a request would lose', () => {
  it('is nothing of what Claude Code sends with every request', () => {
    const usual = {
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330' },
        { type: 'text', text: 'Rules', cache_control: { type: 'ephemeral' } },
      ],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
        {
          role: 'system',
          content: [{ type: 'text', text: 'Today is Monday', cache_control: { type: 'ephemeral' } }],
        },
      ],
      tools: [{ name: 'ToolSearch', input_schema: { type: 'object' }, defer_loading: true }],
      metadata: { user_id: '{"session_id":"s"}' },
      max_tokens: 128_000,
      thinking: { type: 'adaptive', display: 'omitted' },
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      output_config: { effort: 'medium' },
      stream: true,
    }
    expect(lossesOf(usual)).to.deep.equal([])
  })

  it('is nothing of what leaves the answer as it is', () => {
    const more = {
      service_tier: 'standard_only',
      speed: 'standard',
      diagnostics: { previous_message_id: null },
      mcp_servers: [],
      cache_control: { type: 'ephemeral' },
      output_config: { effort: null, format: null },
      context_management: {},
      betas: ['x'],
      top_k: undefined,
    }
    expect(lossesOf(more)).to.deep.equal([])
  })

  it('is what somebody has asked for and will not get', () => {
    const lost: readonly (readonly [string, unknown])[] = [
      ['safeguards', [{ type: 'dangerous_tool_use' }]],
      ['container', 'c'],
      ['context_management', { edits: [{ type: 'clear_tool_uses_20250919' }] }],
      ['speed', 'fast'],
      ['inference_geo', 'eu'],
      ['output_config.task_budget', undefined],
      ['future_field', { a: 1 }],
    ]
    const fields = Object.fromEntries(lost.filter(([, value]) => value !== undefined))
    const told = lossesOf({
      ...fields,
      output_config: { effort: 'low', task_budget: { type: 'tokens', total: 1 } },
    })
    expect([...told].map(text => text.split(':')[0]).sort()).to.deep.equal(
      lost.map(([field]) => field).sort(),
    )
    expect(lossesOf(fields, ['context_management']).some(text => /^context/.test(text))).to.equal(false)
  })

  it('is what a system prompt holds beside text', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }
    const told = ['system: its content block "image" was left out']
    expect(lossesOf({ system: [{ type: 'text', text: 'a' }, image] })).to.deep.equal(told)
    expect(lossesOf({ messages: [{ role: 'system', content: [image] }] })).to.deep.equal(told)
    expect(lossesOf({ messages: [{ role: 'user', content: [image] }] })).to.deep.equal([])
  })

  it('is citations where they are switched on, and thinking where it was ordered', () => {
    const warnings: string[] = []
    const warn = (text: string): void => void warnings.push(text)
    for (const citations of [undefined, null, { enabled: false }]) tellCitations({ citations }, warn)
    tellThinking({ ...base, thinking: { type: 'adaptive' } }, 'm', warn)
    tellThinking(base, 'm', warn)
    expect(warnings).to.deep.equal([])
    tellCitations({ citations: { enabled: true } }, warn)
    tellThinking({ ...base, thinking: { type: 'enabled', budget_tokens: 2_000 } }, 'm', warn)
    expect(warnings.map(text => text.split(':')[0])).to.deep.equal(['citations', 'thinking'])
  })
})

describe('what is no question to a model', () => {
  it('is refused by its name', () => {
    const refused = [{ mcp_servers: [{}] }, { compaction: {} }, { thread: 't' }]
    for (const fields of refused) {
      const [name] = Object.keys(fields)
      expect(() => lossesOf(fields)).to.throw(InvalidRequestError, `${name}: not supported by backend work`)
    }
    expect(() => lossesOf({ tool_choice: { type: 'frob' } })).to.throw(
      InvalidRequestError,
      'tool_choice.type',
    )
  })
})
