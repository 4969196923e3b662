import { expect } from 'chai'
import {
  claudeModel,
  defaultModel,
  foundationOf,
  geographyOf,
  listModels,
  resolveModel,
} from '../../../src/backends/bedrock/models.ts'

describe('names of models on Bedrock', () => {
  it('stay in the geography of their region', () => {
    const regions = {
      'us-west-2': 'us',
      'eu-central-1': 'eu',
      'us-gov-west-1': 'us-gov',
      'ap-northeast-1': 'jp',
      'ap-southeast-2': 'au',
      'ap-south-1': 'apac',
      'ca-central-1': 'global',
    }
    for (const [region, geography] of Object.entries(regions)) expect(geographyOf(region)).to.equal(geography)
  })

  it('default to the current Claude Sonnet, worldwide where a geography has no profile of its own', () => {
    expect(defaultModel('us-east-1')).to.equal('us.anthropic.claude-sonnet-5-5')
    expect(defaultModel('eu-west-1')).to.equal('eu.anthropic.claude-sonnet-5-5')
    expect(defaultModel('ap-northeast-1')).to.equal('global.anthropic.claude-sonnet-5-5')
    expect(defaultModel('us-gov-west-1')).to.equal('us-gov.anthropic.claude-sonnet-5-5')
  })

  it('are found by their short form, with a date, by family, and with the mark of a long window', () => {
    const resolved = (name: string) => resolveModel(name, 'eu-west-1')
    expect(resolved('claude-sonnet-4')).to.equal('eu.anthropic.claude-sonnet-4-20250514-v1:0')
    expect(resolved('claude-sonnet-4-20250514')).to.equal('eu.anthropic.claude-sonnet-4-20250514-v1:0')
    expect(resolved('claude-haiku-4-5@20251001')).to.equal('eu.anthropic.claude-haiku-4-5-20251001-v1:0')
    expect(resolved('claude-sonnet-4-5-20250929[1m]')).to.equal(
      'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    )
    expect(resolved('opus')).to.equal('eu.anthropic.claude-opus-5-5')
  })

  it('case 110: pass as they are where Bedrock knows them', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc'
    for (const id of ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'amazon.nova-pro-v1:0', 'gpt-4o', arn]) {
      expect(resolveModel(id, 'us-east-1')).to.equal(id)
    }
  })

  it('may be names of the user, and of no inherited property', () => {
    expect(resolveModel('fast', 'us-east-1', { fast: 'us.amazon.nova-lite-v1:0' })).to.equal(
      'us.amazon.nova-lite-v1:0',
    )
    expect(resolveModel('constructor', 'us-east-1', {})).to.equal('constructor')
  })

  it('lead to the foundation model, where an ARN tells it', () => {
    expect(foundationOf('us-gov.anthropic.claude-x')).to.equal('anthropic.claude-x')
    expect(foundationOf('arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-pro-v1:0')).to.equal(
      'amazon.nova-pro-v1:0',
    )
    expect(foundationOf('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0')).to.equal(
      'amazon.nova-pro-v1:0',
    )
    expect(foundationOf('arn:aws:bedrock:us-east-1:1:application-inference-profile/abc')).to.equal(undefined)
  })

  it('carry what is known of them', () => {
    expect(claudeModel('eu.anthropic.claude-haiku-4-5-20251001-v1:0')?.maxOutput).to.equal(64_000)
    expect(claudeModel('us.amazon.nova-pro-v1:0')).to.equal(undefined)
  })

  it('are listed by profile and short name, behind the names of the user', () => {
    const list = listModels('eu-west-1', { fast: 'eu.amazon.nova-lite-v1:0' })
    expect(list[0]).to.deep.equal({ id: 'fast', displayName: 'fast (eu.amazon.nova-lite-v1:0)' })
    expect(list[1]).to.include({
      id: 'eu.anthropic.claude-sonnet-5-5',
      displayName: 'Claude Sonnet 5.5',
      contextWindow: 1_000_000,
    })
    const ids = list.map(({ id }) => id)
    expect(ids).to.include('claude-haiku-4-5')
    expect(ids.filter(id => id.includes('opus-4-1'))).to.deep.equal([])
    expect(new Set(ids).size).to.equal(ids.length)
    const renamed = listModels('us-east-1', { 'claude-haiku-4-5': 'arn:x' }).map(({ id }) => id)
    expect(renamed.filter(id => id === 'claude-haiku-4-5')).to.have.length(1)
  })
})
