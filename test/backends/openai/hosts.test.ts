import { expect } from 'chai'
import { plainDialect } from '../../../src/backends/openai/dialect.ts'
import { dialectOf, hostProfiles, profileFor } from '../../../src/backends/openai/hosts.ts'

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
      ['https://llm.example/v1', 'compatible'],
      ['https://api.openai.com.evil.example/v1', 'compatible'],
    ]
    for (const [url, name] of known) expect(profileFor(url).name, url).to.equal(name)
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
