import { expect } from 'chai'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import {
  callIds,
  formatSchema,
  isSingle,
  newMessageId,
  nothingAsked,
  once,
  serviceTier,
  systemBlocks,
  withoutNulls,
} from '../../../src/backends/shared/asking.ts'
import { makeCall } from '../../support/call.ts'

const requestOf = (more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'm',
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
})

describe('what a backend reads from a request', () => {
  it('warns once, however many blocks it is true of', () => {
    const call = makeCall()
    const warn = once(call)
    for (const text of ['a', 'b', 'a']) warn(text)
    expect(call.warnings).to.deep.equal(['a', 'b'])
  })

  it('names every answer anew', () => {
    expect(newMessageId())
      .to.match(/^msg_[0-9a-f]{24}$/)
      .and.not.equal(newMessageId())
  })

  it('sees whether one call only is wanted', () => {
    expect(isSingle(requestOf())).to.equal(false)
    expect(isSingle(requestOf({ tool_choice: { type: 'none' } }))).to.equal(false)
    expect(isSingle(requestOf({ tool_choice: { type: 'any' } }))).to.equal(false)
    const choice = { type: 'auto', disable_parallel_tool_use: true } as const
    expect(isSingle(requestOf({ tool_choice: choice }))).to.equal(true)
  })

  it('knows the ids of all calls so far', () => {
    const use = (id: string) => ({ type: 'tool_use' as const, id, name: 'Bash', input: {} })
    const messages = [
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: [{ type: 'text' as const, text: 'x' }, use('a'), use('b')] },
      { role: 'assistant' as const, content: [use('c')] },
    ]
    expect(callIds(requestOf({ messages }))).to.deep.equal(['a', 'b', 'c'])
  })

  it('answers a request for no tokens', async () => {
    const events: StreamEvent[] = []
    for await (const batch of nothingAsked(requestOf())) events.push(...batch.events)
    expect(fold(events)).to.deep.include({ model: 'm', content: [], stop_reason: 'max_tokens' })
  })

  it('takes a null for a field that is not there', () => {
    const request = requestOf()
    expect(withoutNulls(request)).to.equal(request)
    const nulls = { ...request, thinking: null, tool_choice: null } as unknown as MessagesRequest
    expect(withoutNulls(nulls)).to.deep.equal(request)
  })

  it('passes on system texts, without empty ones and the line that tells conversations apart', () => {
    expect(systemBlocks(requestOf())).to.deep.equal([])
    expect(systemBlocks(requestOf({ system: 'Be brief' }))).to.deep.equal([
      { type: 'text', text: 'Be brief' },
    ])
    const texts = ['x-anthropic-billing-header: cc_version=2;', '', 'Be brief']
    const system = texts.map(text => ({ type: 'text' as const, text }))
    expect(systemBlocks(requestOf({ system }))).to.deep.equal([{ type: 'text', text: 'Be brief' }])
  })

  it('finds the schema of the answer under both of its names', () => {
    const schema = { type: 'object' }
    expect(formatSchema(requestOf())).to.equal(undefined)
    expect(formatSchema(requestOf({ output_config: { format: { type: 'json_schema', schema } } }))).to.equal(
      schema,
    )
    expect(formatSchema(requestOf({ output_format: { type: 'json_schema', schema } }))).to.equal(schema)
  })

  it('calls tiers as OpenAI does', () => {
    expect(serviceTier(requestOf())).to.deep.equal({})
    expect(serviceTier(requestOf({ service_tier: 'auto' }))).to.deep.equal({ service_tier: 'auto' })
    expect(serviceTier(requestOf({ service_tier: 'standard_only' }))).to.deep.equal({
      service_tier: 'default',
    })
  })
})
