import { expect } from 'chai'
import { plainDialect } from '../../../src/backends/openai/dialect.ts'
import { addressOf, dialectOf, hostProfiles, profileFor } from '../../../src/backends/openai/hosts.ts'

describe('the profile of a host', () => {
  it('is found by its address', () => {
    const known: readonly [string, string][] = [
      ['https://api.openai.com/v1', 'openai'],
      ['https://mine.openai.azure.com/openai/v1', 'azure'],
      ['https://generativelanguage.googleapis.com/v1beta/openai', 'gemini'],
      ['https://openrouter.ai/api/v1', 'openrouter'],
      ['https://api.deepseek.com', 'deepseek'],
      ['https://api.mistral.ai/v1', 'mistral'],
      ['https://api.groq.com/openai/v1', 'groq'],
      ['https://api.x.ai/v1', 'xai'],
      ['https://api.moonshot.cn/v1', 'moonshot'],
      ['http://localhost:11434/v1', 'ollama'],
      ['http://192.168.1.7:1234/v1', 'lmstudio'],
      ['https://api.z.ai/api/anthropic', 'zai'],
      ['http://localhost:8000/v1', 'compatible'],
      ['https://llm.example/v1', 'compatible'],
      ['https://api.openai.com.evil.example/v1', 'compatible'],
    ]
    for (const [url, name] of known) expect(profileFor(url).name, url).to.equal(name)
  })

  it('is found by its name where the address may be anybody’s', () => {
    expect(profileFor('http://localhost:8000/v1', 'vllm').name).to.equal('vllm')
    expect(profileFor('https://ollama.example/v1', 'ollama').name).to.equal('ollama')
    expect(profileFor('https://api.x.ai/v1', 'nobody').name).to.equal('xai')
  })

  it('is found by its own address', () => {
    for (const profile of hostProfiles) {
      if (!('host' in profile && 'baseUrl' in profile)) continue
      expect(profileFor(profile.baseUrl).name).to.equal(profile.name)
    }
  })

  it('completes an address without a path', () => {
    const azure = profileFor('https://mine.openai.azure.com')
    expect(addressOf('https://mine.openai.azure.com/', azure)).to.equal(
      'https://mine.openai.azure.com/openai/v1',
    )
    expect(addressOf('https://mine.openai.azure.com/own/v2/', azure)).to.equal(
      'https://mine.openai.azure.com/own/v2',
    )
    expect(addressOf('https://llm.example/', profileFor('https://llm.example'))).to.equal(
      'https://llm.example',
    )
  })

  it("lies over a plain server, and the user's own flags over both", () => {
    const profile = profileFor('https://api.mistral.ai/v1')
    expect(dialectOf(profile)).to.include({
      toolIds: 'nine',
      streamUsage: false,
      maxStops: plainDialect.maxStops,
    })
    expect(dialectOf(profile, { toolIds: 'long' }).toolIds).to.equal('long')
  })

  it('has a name of its own', () => {
    const names = hostProfiles.map(({ name }) => name)
    expect(new Set(names).size).to.equal(names.length)
  })
})
