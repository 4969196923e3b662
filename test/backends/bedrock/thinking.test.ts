import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { effortOf, thinkingFields } from '../../../src/backends/bedrock/thinking.ts'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import type { ConverseMessage } from '../../../src/backends/bedrock/types.ts'
import { gptOss, haiku45, llama, questionOf, sonnet, sonnet45 } from './backend.ts'

const adaptive = { type: 'adaptive' } as const
const call: ConverseMessage = {
  role: 'assistant',
  content: [{ toolUse: { toolUseId: 'A', name: 'T', input: {} } }],
}
const results: ConverseMessage = {
  role: 'user',
  content: [{ toolResult: { toolUseId: 'A', content: [{ text: 'x' }] } }],
}

describe('thinking on Bedrock', () => {
  const fields = (
    model: string,
    request: Partial<MessagesRequest>,
    messages: readonly ConverseMessage[] = [],
  ) => thinkingFields(questionOf({ max_tokens: 32_000, ...request }), messages, traitsOf(model))

  it('is left to a newer Claude, with the display that it knows', () => {
    expect(fields(sonnet, { thinking: adaptive })).to.deep.equal({ thinking: adaptive })
    expect(fields(sonnet, { thinking: { type: 'enabled', budget_tokens: 5_000 } })).to.deep.equal({
      thinking: adaptive,
    })
    expect(fields(sonnet, { thinking: { ...adaptive, display: 'omitted' } })).to.deep.equal({
      thinking: { type: 'adaptive', display: 'omitted' },
    })
    expect(fields(sonnet, { thinking: { ...adaptive, display: 'updates' } })).to.deep.equal({
      thinking: adaptive,
    })
    expect(fields(sonnet, { thinking: { type: 'disabled' } })).to.deep.equal({
      thinking: { type: 'disabled' },
    })
    expect(fields(sonnet, { thinking: { type: 'between_tools' } })).to.deep.equal({})
    expect(fields(sonnet, {})).to.deep.equal({})
  })
  it('has a budget on an older Claude, below the limit of the answer', () => {
    const budget = (request: Partial<MessagesRequest>) =>
      (fields(haiku45, request).thinking as { budget_tokens: number } | undefined)?.budget_tokens
    expect(budget({ thinking: adaptive })).to.equal(10_000)
    expect(budget({ thinking: adaptive, output_config: { effort: 'low' } })).to.equal(4_096)
    expect(budget({ thinking: adaptive, output_config: { effort: 'max' } })).to.equal(31_999)
    expect(budget({ thinking: { type: 'enabled', budget_tokens: 7_000 } })).to.equal(7_000)
    expect(budget({ thinking: adaptive, max_tokens: 2_000 })).to.equal(1_999)
    expect(budget({ thinking: adaptive, max_tokens: 1_000 })).to.equal(undefined)
    expect(budget({ thinking: { type: 'disabled' } })).to.equal(undefined)
  })
  it('is off in a tool loop whose own thinking is lost, which an older Claude refuses', () => {
    const thought = { reasoningContent: { reasoningText: { text: 't', signature: 'S' } } }
    const whole = { ...call, content: [thought, ...call.content] }
    expect(fields(sonnet45, { thinking: adaptive }, [call, results])).to.deep.equal({})
    expect(fields(sonnet45, { thinking: adaptive }, [whole, results])).to.have.property('thinking')
    const spoken: ConverseMessage = { role: 'user', content: [{ text: 'go on' }] }
    expect(fields(sonnet45, { thinking: adaptive }, [call, spoken])).to.have.property('thinking')
  })
  it('is asked of Nova 2 and gpt-oss in their own ways, and of no other model', () => {
    const nova = 'us.amazon.nova-2-lite-v1:0'
    expect(fields(nova, { thinking: adaptive, output_config: { effort: 'max' } })).to.deep.equal({
      reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' },
    })
    expect(fields(nova, {})).to.deep.equal({})
    expect(fields(gptOss, { thinking: adaptive })).to.deep.equal({ reasoning_effort: 'medium' })
    expect(fields(gptOss, { thinking: { type: 'disabled' } })).to.deep.equal({ reasoning_effort: 'low' })
    expect(fields(gptOss, { thinking: { type: 'enabled', budget_tokens: 20_000 } })).to.deep.equal({
      reasoning_effort: 'high',
    })
    expect(fields(gptOss, {})).to.deep.equal({})
    expect(fields(llama, { thinking: adaptive })).to.deep.equal({})
  })
})

describe('effort on Bedrock', () => {
  const effort = (model: string, request: Partial<MessagesRequest>) =>
    effortOf(questionOf(request), traitsOf(model))

  it('is as strong as model and thinking allow', () => {
    expect(effort(sonnet, { output_config: { effort: 'max' } })).to.equal('max')
    expect(effort('us.anthropic.claude-sonnet-4-6', { output_config: { effort: 'xhigh' } })).to.equal('high')
    expect(effort(sonnet, { output_config: { effort: 'max' }, thinking: { type: 'disabled' } })).to.equal(
      'high',
    )
    expect(effort(sonnet, { output_config: { effort: 'low' } })).to.equal('low')
  })
  it('is nothing where the client says nothing, or a word that nobody knows', () => {
    expect(effort(sonnet, {})).to.equal(undefined)
    expect(effort(sonnet, { output_config: { effort: 'ultra' as never } })).to.equal(undefined)
  })
})
