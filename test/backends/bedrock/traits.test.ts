import { expect } from 'chai'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import { gptOss, haiku45, llama, mistral, nova, sonnet, sonnet45 } from './backend.ts'

describe('what a model on Bedrock takes', () => {
  it('follows the version of a Claude', () => {
    expect(traitsOf(sonnet)).to.include({
      family: 'claude',
      version: 5.5,
      thinking: 'adaptive',
      sampling: 'none',
      topK: 'none',
      effort: 'field',
      strongest: 'max',
    })
    expect(traitsOf(sonnet45)).to.include({
      version: 4.5,
      thinking: 'budget',
      sampling: 'one',
      effort: 'none',
    })
    expect(traitsOf('us.anthropic.claude-opus-4-5-20251101-v1:0')).to.include({ effort: 'beta' })
    expect(traitsOf('us.anthropic.claude-3-7-sonnet-20250219-v1:0')).to.include({
      version: 3.7,
      sampling: 'both',
      longCache: false,
    })
    expect(traitsOf('anthropic.claude-3-opus-20240229-v1:0')).to.include({
      version: 3,
      thinking: 'none',
      cachePoints: 'none',
    })
    expect(traitsOf('us.anthropic.claude-sonnet-4-20250514-v1:0')).to.include({ version: 4 })
  })

  it('is little for models of other families', () => {
    expect(traitsOf(nova)).to.include({
      family: 'nova',
      cachePoints: 'text',
      resultStatus: true,
      topK: 'nova',
    })
    expect(traitsOf(mistral)).to.include({ callIds: 'nine', forcedTools: true, resultStatus: false })
    expect(traitsOf(gptOss)).to.include({ thinking: 'effort', reasoningBack: false })
    expect(traitsOf(llama)).to.include({ family: 'other', cachePoints: 'none', forcedTools: false })
  })

  it('is that of the newest Claude behind an ARN that tells nothing, unless its name does', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc'
    expect(traitsOf(arn)).to.include({ family: 'claude', thinking: 'adaptive' })
    expect(traitsOf(arn)).not.to.have.property('version')
    expect(traitsOf(arn, 'claude-sonnet-4-5')).to.include({ version: 4.5, thinking: 'budget' })
    expect(traitsOf(arn, 'amazon.nova-pro')).to.include({ family: 'nova' })
    expect(traitsOf(arn, 'team-model')).to.include({ family: 'claude' })
  })

  it('knows the limits of the Claudes', () => {
    expect(traitsOf(haiku45).maxOutput).to.equal(64_000)
    expect(traitsOf(llama)).not.to.have.property('maxOutput')
  })

  it('lets few betas through, and from 4.7 on hardly any', () => {
    expect(traitsOf(sonnet45).betas.test('context-1m-2025-08-07')).to.equal(true)
    expect(traitsOf(sonnet45).betas.test('claude-code-20250219')).to.equal(false)
    expect(traitsOf(sonnet).betas.test('context-1m-2025-08-07')).to.equal(false)
  })
})
