import { expect } from 'chai'
import { targetOf } from '../../src/config/council-target.ts'
import type { Environment } from '../../src/wire/proxy.ts'
import { backendsOf, configFailure, noAws } from './support.ts'

const target = (name: string, environment: Environment = {}, declared: readonly string[] = []) =>
  targetOf(name, { backends: backendsOf(declared), environment: { ...noAws, ...environment }, declared })
const text = (...given: Parameters<typeof target>): string => {
  const { backend, model } = target(...given)
  return `${backend}:${model}`
}

describe('the target of a spec', () => {
  it('is split at the first colon where a backend stands before it', () => {
    expect(text('openai:gpt-4o')).to.equal('openai:gpt-4o')
    expect(text('google:gemini-2.0-flash')).to.equal('gemini:gemini-2.0-flash')
    expect(text('ollama:mistral:7b')).to.equal('ollama:mistral:7b')
    expect(text('work:llama3.2:1b', {}, ['work'])).to.equal('work:llama3.2:1b')
    expect(text('bedrock:anthropic.claude-3-5-sonnet-20241022-v2:0')).to.equal(
      'bedrock:anthropic.claude-3-5-sonnet-20241022-v2:0',
    )
  })
  it('is whole where none does', () => {
    expect(text('llama3.2:1b')).to.equal('ollama:llama3.2:1b')
    expect(text('amazon.nova-pro-v1:0')).to.equal('bedrock:amazon.nova-pro-v1:0')
  })
  it('is the default model of a backend that is named alone', () => {
    expect(target('demo')).to.deep.equal({ backend: 'demo', model: '', shortModel: '' })
  })

  it('is Bedrock for Claude where credentials for it are set up', () => {
    const sonnet = 'us.anthropic.claude-sonnet-4-20250514-v1:0'
    for (const environment of [
      { AWS_PROFILE: 'work' },
      { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' },
      { AWS_BEARER_TOKEN_BEDROCK: 'b', ANTHROPIC_API_KEY: 'k' },
    ]) {
      for (const name of ['claude-sonnet-4', 'claude:claude-sonnet-4', 'anthropic:claude-sonnet-4']) {
        expect(text(name, { AWS_REGION: 'us-east-1', ...environment }), name).to.equal(`bedrock:${sonnet}`)
      }
    }
  })
  it('is the direct API for Claude without them', () => {
    expect(text('anthropic:claude-sonnet-4', { ANTHROPIC_API_KEY: 'k' })).to.equal(
      'anthropic:claude-sonnet-4-20250514',
    )
    expect(text('claude-sonnet-4')).to.equal('anthropic:claude-sonnet-4-20250514')
  })
  it('is a declared backend under its name, and its model as it is written', () => {
    const aws = { AWS_PROFILE: 'work' }
    expect(text('claude:claude-sonnet-4', aws, ['claude'])).to.equal('claude:claude-sonnet-4')
    expect(text('bedrock:claude-sonnet-4', aws, ['bedrock'])).to.equal('bedrock:claude-sonnet-4')
  })

  it('is asked for where several can be meant, by how they are written', async () => {
    const { message } = await configFailure(() => target('gpt-oss-120b'))
    expect(message).to.equal(
      'council: "gpt-oss-120b" may be asked of several: write ollama:gpt-oss-120b, groq:gpt-oss-120b or openrouter:gpt-oss-120b',
    )
  })
  it('is no backend that is misspelt, and no council', async () => {
    expect((await configFailure(() => target('opnai:gpt-4o'))).message).to.contain('did you mean "openai"?')
    expect((await configFailure(() => target('council:x'))).message).to.contain('no member of a council')
  })
})
