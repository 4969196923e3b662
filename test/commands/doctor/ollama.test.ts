import { expect } from 'chai'
import {
  checkOllama,
  type OllamaFacts,
  parseLoaded,
  parseShown,
} from '../../../src/commands/doctor/ollama.ts'

const check = (facts: Partial<OllamaFacts>) => checkOllama({ model: 'qwen3-coder:30b', shown: {}, ...facts })
const context = (facts: Partial<OllamaFacts>) => check(facts).find(({ check: name }) => name === 'context')

describe('the check of Ollama', () => {
  it('warns of a context that is too small for Claude Code, and says how to set it', () => {
    for (const facts of [{ loaded: 4_096 }, { shown: { parameter: 8_192 } }, { variable: '16384' }]) {
      const found = context(facts)
      expect(found?.verdict).to.equal('warning')
      expect(found?.text).to.contain('32,768 tokens')
      expect(found?.fix).to.contain('OLLAMA_CONTEXT_LENGTH').and.to.contain('num_ctx')
    }
  })
  it('warns where nothing sets one', () => {
    expect(context({})?.verdict).to.equal('warning')
    expect(context({ shown: { most: 262_144 } })?.text).to.contain('nothing sets it')
    expect(context({ variable: 'many' })?.verdict).to.equal('warning')
  })
  it('is content from 32,768 on, and says that 65,536 are better', () => {
    expect(context({ loaded: 32_768 })?.verdict).to.equal('ok')
    expect(context({ loaded: 32_768 })?.text).to.contain('65,536 tokens are better')
    expect(context({ loaded: 131_072 })?.text).not.to.contain('better')
  })
  it('believes first what runs, then the model, then the variable', () => {
    const all = { loaded: 40_000, shown: { parameter: 4_096 }, variable: '2048' }
    expect(context(all)?.text).to.contain('40,000').and.to.contain('as it runs now')
    expect(context({ shown: { parameter: 50_000 }, variable: '2048' })?.text).to.contain('its num_ctx')
    expect(context({ variable: '70000' })?.text).to.contain('OLLAMA_CONTEXT_LENGTH in this shell')
  })
  it('warns of a model that was made for less, which no setting can change', () => {
    const found = context({ loaded: 65_536, shown: { most: 8_192 } })
    expect(found?.verdict).to.equal('warning')
    expect(found?.fix).to.contain('a model with a larger context')
  })
  it('is content with a model that runs at Ollama itself, with all the context it has', () => {
    expect(context({ model: 'qwen3-coder:480b-cloud', shown: { most: 262_144 } })?.verdict).to.equal('ok')
    expect(context({ model: 'kimi-k3:cloud' })?.verdict).to.equal('ok')
  })
  it('says nothing of a model that Ollama does not know', () =>
    expect(check({ shown: undefined, variable: '2048' })).to.deep.equal([]))
  it('fails where a model cannot call tools', () => {
    const [found] = check({ shown: { capabilities: ['completion', 'vision'] } })
    expect(found).to.include({ check: 'tools', verdict: 'failure' })
    expect(
      check({ shown: { capabilities: ['completion', 'tools'] } }).map(({ check: name }) => name),
    ).to.deep.equal(['context'])
  })
})

describe('what Ollama says', () => {
  it('of a model', () => {
    expect(
      parseShown({
        parameters: 'temperature                    0.7\nnum_ctx                        8192\nstop "<|end|>"',
        model_info: { 'general.architecture': 'qwen3moe', 'qwen3moe.context_length': 262_144 },
        capabilities: ['completion', 'tools'],
      }),
    ).to.deep.equal({ parameter: 8_192, most: 262_144, capabilities: ['completion', 'tools'] })
    for (const nothing of [{}, null, 'x', { parameters: 3, model_info: [], capabilities: 'tools' }]) {
      expect(parseShown(nothing)).to.deep.equal({})
    }
  })
  it('of those that run', () => {
    const models = [
      { name: 'gemma4:latest', model: 'gemma4:latest', context_length: 4_096 },
      { name: 'qwen3-coder:30b', model: 'qwen3-coder:30b', context_length: 65_536 },
      { name: 'old:1b', model: 'old:1b' },
    ]
    expect(parseLoaded({ models }, 'qwen3-coder:30b')).to.equal(65_536)
    expect(parseLoaded({ models }, 'gemma4')).to.equal(4_096)
    expect(parseLoaded({ models }, 'old:1b')).to.equal(undefined)
    expect(parseLoaded({ models }, 'another')).to.equal(undefined)
    for (const nothing of [{}, undefined, { models: [null] }])
      expect(parseLoaded(nothing, 'a')).to.equal(undefined)
  })
})
