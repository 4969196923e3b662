import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { betasFor, managedEdits } from '../../../src/backends/bedrock/betas.ts'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import { nova, questionOf, sonnet, sonnet45 } from './backend.ts'

const keep = { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] }
const clear = { edits: [{ type: 'clear_tool_uses_20250919' }] }

describe('betas on Bedrock', () => {
  const sent = (
    header: string,
    model = sonnet45,
    request: Partial<MessagesRequest> = {},
    allowed: readonly string[] = [],
  ) =>
    betasFor(questionOf({ model, ...request }), {
      traits: traitsOf(model),
      headers: { 'anthropic-beta': header },
      allowed,
    })

  it('case 107: are those alone that the model knows', () => {
    const header =
      'claude-code-20250219, context-1m-2025-08-07,oauth-2025-04-20,prompt-caching-scope-2026-01-05'
    expect(sent(header)).to.deep.equal(['context-1m-2025-08-07'])
    expect(sent(header, sonnet)).to.deep.equal([])
    expect(sent(header, nova)).to.deep.equal([])
  })
  it('are further ones that the configuration names', () => {
    expect(sent('a-1,b-2', sonnet, {}, ['b-2'])).to.deep.equal(['b-2'])
  })
  it('ask for a long window where the name does', () => {
    expect(sent('', sonnet45, { model: `${sonnet45}[1m]` })).to.deep.equal(['context-1m-2025-08-07'])
    expect(sent('', sonnet, { model: `${sonnet}[1m]` })).to.deep.equal([])
  })
  it('ask Opus 4.5 for effort, which has no other way', () => {
    const opus = 'us.anthropic.claude-opus-4-5-20251101-v1:0'
    expect(sent('', opus, { output_config: { effort: 'low' } })).to.deep.equal(['effort-2025-11-24'])
    expect(sent('', opus)).to.deep.equal([])
  })
  it('manage the context only where something is to be cut', () => {
    const header = 'context-management-2025-06-27'
    expect(sent(header, sonnet45, { context_management: keep })).to.deep.equal([])
    expect(sent(header, sonnet45, { context_management: clear })).to.deep.equal([header])
  })
})

describe('edits of the context', () => {
  it('are those that cut something', () => {
    expect(managedEdits(questionOf({ context_management: keep }))).to.deep.equal([])
    expect(managedEdits(questionOf({ context_management: clear }))).to.deep.equal(clear.edits)
    expect(managedEdits(questionOf({ context_management: 'odd' }))).to.deep.equal([])
    expect(managedEdits(questionOf())).to.deep.equal([])
  })
})
