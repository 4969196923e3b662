import { expect } from 'chai'
import { familyOf, onAnthropic, onBedrock, sellersOf } from '../../src/config/council-models.ts'

describe('models of a council without their provider', () => {
  it('are sold by whoever alone has such names', () => {
    const cases = {
      'gemini-2.0-flash': 'gemini',
      'gpt-4o': 'openai',
      o3: 'openai',
      'o4-mini': 'openai',
      'chatgpt-4o-latest': 'openai',
      'claude-sonnet-4': 'anthropic',
      opus: 'anthropic',
      'grok-4': 'xai',
      'deepseek-v4-pro': 'deepseek',
      'mistral-large-latest': 'mistral',
      'qwen/qwen3-coder': 'openrouter',
      'llama3.2:1b': 'ollama',
      'gpt-oss:20b': 'ollama',
      'deepseek-r1:8b': 'ollama',
      'anthropic.claude-3-5-sonnet-20241022-v2:0': 'bedrock',
      'us.amazon.nova-pro-v1:0': 'bedrock',
      'arn:aws:bedrock:us-east-1:1:inference-profile/x': 'bedrock',
    }
    for (const [model, seller] of Object.entries(cases)) {
      expect(sellersOf(model), model).to.deep.equal([seller])
    }
  })
  it('have several sellers where anybody may run them', () => {
    expect(sellersOf('gpt-oss-120b')).to.include.members(['groq', 'openrouter'])
    expect(sellersOf('llama3.2')).to.include.members(['ollama', 'lmstudio'])
    expect(sellersOf('deepseek-r1')).to.include.members(['deepseek', 'ollama'])
  })
})

describe('short names of Claude', () => {
  it('become the id of the region on Bedrock', () => {
    expect(onBedrock('claude-sonnet-4', 'us-east-1')).to.equal('us.anthropic.claude-sonnet-4-20250514-v1:0')
    expect(onBedrock('claude-sonnet-4.5', 'eu-west-1')).to.equal(
      'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    )
    expect(onBedrock('amazon.nova-pro-v1:0', 'us-east-1')).to.equal('amazon.nova-pro-v1:0')
  })
  it('become the id of Anthropic’s own API', () => {
    const cases = {
      'claude-sonnet-4': 'claude-sonnet-4-20250514',
      'claude-opus-4-6': 'claude-opus-4-6',
      'claude-sonnet-5-5': 'claude-sonnet-5-5',
      'claude-sonnet-4-5-20250929': 'claude-sonnet-4-5-20250929',
      'claude-next': 'claude-next',
    }
    for (const [short, full] of Object.entries(cases)) expect(onAnthropic(short), short).to.equal(full)
  })
})

describe('the family of a model', () => {
  it('is that of its maker, whoever sells it', () => {
    const claude = [
      'us.anthropic.claude-sonnet-4-20250514-v1:0',
      'claude-haiku-5-5',
      'anthropic/claude-opus-5',
    ]
    for (const model of claude) expect(familyOf('x', model), model).to.equal('anthropic claude')
    expect(familyOf('openai', 'gpt-4o')).to.equal('openai gpt')
    expect(familyOf('groq', 'openai/gpt-oss-120b')).to.equal('openai gpt-oss')
    expect(familyOf('ollama', 'llama3.2:1b')).to.equal('meta llama')
    expect(familyOf('ollama', 'tulu3:8b')).to.equal('ollama tulu')
  })
  it('is each its own where models are simulated', () => {
    expect(familyOf('sim', 'a')).not.to.equal(familyOf('sim', 'b'))
  })
})
