import { expect } from 'chai'
import { Lessons } from '../../../src/backends/bedrock/learn.ts'
import { type Traits, traitsOf } from '../../../src/backends/bedrock/traits.ts'
import type { ConverseRequest } from '../../../src/backends/bedrock/types.ts'
import { sonnet, sonnet45 } from './backend.ts'

const refusal = (message: string, name = 'ValidationException'): Error =>
  Object.assign(new Error(message), { name })

describe('what a refusal of Bedrock teaches', () => {
  let lessons: Lessons
  beforeEach(() => {
    lessons = new Lessons()
  })
  const learn = (
    message: string,
    sent: Partial<ConverseRequest>,
    traits: Traits = traitsOf(sonnet45),
    name?: string,
  ) => lessons.learn('m', refusal(message, name), { messages: [], ...sent }, traits)

  it('case 107: is that no betas are taken', () => {
    const sent = { additionalModelRequestFields: { anthropic_beta: ['x'] } }
    const learnt = learn('invalid beta flag', sent)
    expect(learnt?.betas?.test('computer-use-2025-01-24')).to.equal(false)
    expect(lessons.traits('m', traitsOf(sonnet45)).betas).to.equal(learnt?.betas)
    expect(learn('invalid beta flag', {})).to.equal(undefined)
  })
  it('is how much may be written', () => {
    const said =
      'The maximum tokens you requested exceeds the model limit of 10000. Try again with a maximum tokens value that is lower than 10000.'
    expect(learn(said, { inferenceConfig: { maxTokens: 32_000 } })).to.deep.equal({ maxOutput: 10_000 })
    expect(learn(said, { inferenceConfig: { maxTokens: 9_000 } })).to.equal(undefined)
  })
  it('is what the model does not know, where it was sent', () => {
    const point = {
      messages: [{ role: 'user' as const, content: [{ cachePoint: { type: 'default' as const } }] }],
    }
    const denied = 'You invoked an unsupported model or your request did not allow prompt caching.'
    expect(learn(denied, point, undefined, 'AccessDeniedException')).to.deep.equal({ cachePoints: 'none' })
    expect(learn(denied, {}, undefined, 'AccessDeniedException')).to.equal(undefined)

    const sampled = { inferenceConfig: { temperature: 0.1, topP: 0.1 } }
    const older = traitsOf('us.anthropic.claude-sonnet-4-20250514-v1:0')
    expect(learn('`temperature` and `top_p` cannot both be specified', sampled, older)).to.deep.equal({
      sampling: 'one',
    })
    expect(learn('`temperature` is deprecated for this model.', sampled)).to.deep.equal({
      sampling: 'none',
      topK: 'none',
    })

    const format = { outputConfig: { effort: 'low', textFormat: {} as never } }
    expect(learn('outputConfig.textFormat is not supported', format)).to.deep.equal({ textFormat: false })
    expect(learn('This model does not support the effort parameter.', format)).to.deep.equal({
      effort: 'none',
    })

    const thinking = { additionalModelRequestFields: { thinking: { type: 'adaptive' } } }
    expect(
      learn('adaptive thinking is not supported on this model', thinking, traitsOf(sonnet)),
    ).to.deep.equal({ thinking: 'budget' })
    expect(learn('thinking is not supported', thinking)).to.deep.equal({ thinking: 'none' })

    expect(learn("This model doesn't support the status field.", {})).to.deep.equal({ resultStatus: false })
    const forced = { toolConfig: { tools: [], toolChoice: { any: {} } } }
    expect(learn("This model doesn't support the toolConfig.toolChoice.any field.", forced)).to.deep.equal({
      forcedTools: false,
    })
    expect(learn("This model doesn't support tool use in streaming mode.", {})).to.deep.equal({
      toolsInStreams: false,
    })
  })
  it('is forgotten where it was true of one conversation', () => {
    expect(learn('Invalid `signature` in `thinking` block', {})).to.deep.equal({ reasoningBack: false })
    expect(lessons.traits('m', traitsOf(sonnet45)).reasoningBack).to.equal(true)
  })
  it('is nothing where the same would be said again', () => {
    expect(learn('invalid image', { inferenceConfig: { temperature: 1 } })).to.equal(undefined)
    const known = { ...traitsOf(sonnet45), toolsInStreams: false, resultStatus: false, reasoningBack: false }
    expect(learn("This model doesn't support tool use in streaming mode.", {}, known)).to.equal(undefined)
    expect(learn("doesn't support the status field", {}, known)).to.equal(undefined)
    expect(
      learn('temperature', { inferenceConfig: { temperature: 1 } }, undefined, 'ThrottlingException'),
    ).to.equal(undefined)
  })
  it('holds for its model alone', () => {
    learn("This model doesn't support tool use in streaming mode.", {})
    expect(lessons.traits('other', traitsOf(sonnet45)).toolsInStreams).to.equal(true)
  })
})
