import { expect } from 'chai'
import {
  modelFromVariable,
  optionsFor,
  type Provider,
  providerNamed,
  providers,
  replacedModelNotice,
  requirements,
} from '../../src/config/providers.ts'
import { configFailure } from './support.ts'

const named = (name: string): Provider => {
  const provider = providerNamed(name)
  if (!provider) throw new Error(name)
  return provider
}
const gemini = 'https://generativelanguage.googleapis.com/v1beta/openai'

describe('the providers', () => {
  it('answer to their aliases, in any letter case', () => {
    const aliases = {
      gpt: 'openai',
      Google: 'gemini',
      CLAUDE: 'anthropic',
      local: 'ollama',
      bedrock: 'bedrock',
    }
    for (const [alias, name] of Object.entries(aliases)) expect(named(alias).name, alias).to.equal(name)
    expect(providerNamed('nobody')).to.equal(undefined)
  })

  it('have names and aliases of their own', () => {
    const all = providers.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(all).size).to.equal(all.length)
  })

  it('take address, key and model from their variables', () => {
    const environment = { OPENAI_API_KEY: ' k ', OPENAI_BASE_URL: 'https://proxy.example/v1/' }
    expect(optionsFor(named('openai'), environment)).to.deep.equal({
      baseUrl: 'https://proxy.example/v1',
      apiKey: 'k',
      model: 'gpt-5.1',
    })
    expect(optionsFor(named('gemini'), { GEMINI_API_KEY: 'g' })).to.deep.equal({
      baseUrl: gemini,
      apiKey: 'g',
      model: 'gemini-flash-latest',
    })
  })

  it('need no key on this machine', () => {
    expect(optionsFor(named('ollama'), {})).to.deep.equal({ baseUrl: 'http://127.0.0.1:11434/v1' })
    expect(optionsFor(named('lmstudio'), {})).to.deep.equal({ baseUrl: 'http://127.0.0.1:1234/v1' })
    expect(
      optionsFor(named('openai_compatible'), { OPENAICOMPATIBLE_BASE_URL: 'http://localhost:5/v1' }),
    ).to.deep.equal({
      baseUrl: 'http://localhost:5/v1',
    })
  })

  it('name the variable of a key that is missing elsewhere', async () => {
    const missing = async (name: string, environment = {}): Promise<string> =>
      (await configFailure(() => optionsFor(named(name), environment))).message
    expect(await missing('openai_compatible')).to.match(
      /^OPENAICOMPATIBLE_API_KEY is not set, .*openai_compatible needs a key for generativelanguage\.googleapis\.com/,
    )
    expect(await missing('openai_compatible', { OPENAICOMPATIBLE_BASE_URL: 'https://a.example' })).to.include(
      'a.example',
    )
    expect(await missing('openai', { OPENAI_API_KEY: ' ' })).to.match(/^OPENAI_API_KEY is not set/)
    expect(() => requirements(named('openai'), { baseUrl: 'https://a.example', apiKey: 'k' })).not.to.throw()
  })

  it('have the model of the place their address leads to', () => {
    const at = (url: string) =>
      optionsFor(named('openai_compatible'), {
        OPENAICOMPATIBLE_BASE_URL: url,
        OPENAICOMPATIBLE_API_KEY: 'k',
      }).model
    expect(at('https://api.openai.com/v1')).to.equal('gpt-5.1')
    expect(at('https://a.example/v1')).to.equal(undefined)
    expect(optionsFor(named('openai_compatible'), { OPENAICOMPATIBLE_API_KEY: 'k' })).to.deep.equal({
      baseUrl: gemini,
      apiKey: 'k',
      model: 'gemini-flash-latest',
    })
  })

  it('give nothing of their variables to an address of one’s own', () => {
    const given = { baseUrl: 'https://other.example/v1' }
    expect(optionsFor(named('openai'), { OPENAI_API_KEY: 'k' }, given)).to.equal(given)
    expect(optionsFor(named('openai'), { OPENAI_API_KEY: 'k' }, { model: 'x' })).to.include({
      apiKey: 'k',
      model: 'x',
    })
  })

  it('are told by name where their address tells nothing', () => {
    expect(optionsFor(named('vllm'), {})).to.deep.equal({ host: 'vllm', baseUrl: 'http://127.0.0.1:8000/v1' })
    const given = { baseUrl: 'https://gpu.example/v1' }
    expect(optionsFor(named('ollama'), {}, given)).to.deep.equal({ host: 'ollama', ...given })
    expect(optionsFor(named('moonshot'), {}, { baseUrl: 'https://api.moonshot.cn/v1' })).not.to.have.property(
      'host',
    )
  })

  it('have an address of Anthropic’s API where they speak it, and their own key for it', () => {
    const options = optionsFor(named('deepseek'), { DEEPSEEK_API_KEY: 'k' }, { api: 'anthropic' })
    expect(options).to.deep.equal({
      host: 'deepseek',
      apiKey: 'k',
      model: 'deepseek-v4-pro',
      api: 'anthropic',
    })
  })

  it('ask for an address where each of their users has another', async () => {
    const environment = { AZURE_OPENAI_API_KEY: 'k' }
    expect((await configFailure(() => optionsFor(named('azure'), environment))).message).to.match(
      /^azure has an address for each of its users: set AZURE_OPENAI_ENDPOINT/,
    )
    const endpoint = 'https://mine.openai.azure.com'
    expect(optionsFor(named('azure'), { ...environment, AZURE_OPENAI_ENDPOINT: endpoint })).to.deep.equal({
      baseUrl: endpoint,
      apiKey: 'k',
    })
  })

  it('let an upstream that the environment names have the client’s own credentials', () => {
    const url = 'https://gateway.example'
    expect(
      optionsFor(named('anthropic'), { ANTHROPIC_UPSTREAM_URL: url, ANTHROPIC_API_KEY: 'k' }),
    ).to.deep.equal({
      baseUrl: url,
      trusted: true,
      apiKey: 'k',
    })
    expect(optionsFor(named('anthropic'), {})).to.deep.equal({})
  })

  it('take region and profile of AWS', () => {
    // Without the files of whoever runs this.
    expect(optionsFor(named('bedrock'), { HOME: '/nowhere' })).to.deep.equal({ region: 'us-east-1' })
    expect(
      optionsFor(named('bedrock'), { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'x', AWS_PROFILE: 'p' }),
    ).to.deep.equal({ region: 'eu-west-1', profile: 'p' })
  })

  it('have their model named by a variable of their own, written so that it leads nowhere else', () => {
    const environment = { OPENAI_MODEL: 'gemini:x', BEDROCK_MODEL_ID: 'eu.anthropic.claude' }
    expect(modelFromVariable(named('openai_compatible'), environment)).to.deep.equal({
      model: 'openai_compatible:gemini:x',
      reason: 'named by OPENAI_MODEL',
    })
    expect(modelFromVariable(named('bedrock'), environment)?.model).to.equal('bedrock:eu.anthropic.claude')
    expect(modelFromVariable(named('gemini'), environment)).to.equal(undefined)
    expect(modelFromVariable(named('openai'), {})).to.equal(undefined)
  })

  it('say where a model stands in for one that is retired', () => {
    const provider = named('openai_compatible')
    expect(replacedModelNotice(provider, {})).to.match(
      /gemini-flash-latest is asked, .* gemini-2\.0-flash is retired/,
    )
    expect(replacedModelNotice(provider, { OPENAI_MODEL: 'gemini-2.0-flash' })).to.equal(undefined)
    expect(replacedModelNotice(provider, { OPENAICOMPATIBLE_BASE_URL: 'http://localhost:1' })).to.equal(
      undefined,
    )
    expect(replacedModelNotice(named('gemini'), {})).to.equal(undefined)
  })
})
