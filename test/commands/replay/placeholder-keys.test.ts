import { expect } from 'chai'
import { withPlaceholderKeys } from '../../../src/commands/replay/placeholder-keys.ts'
import { loadConfiguration } from '../../../src/config/load.ts'

describe('the keys of a rehearsal', () => {
  it('are there for every provider that has none', () => {
    const lent = withPlaceholderKeys({ OPENAI_API_KEY: 'sk-own', GROQ_API_KEY: '' })
    expect(lent.OPENAI_API_KEY).to.equal('sk-own')
    for (const name of ['GROQ_API_KEY', 'GEMINI_API_KEY'])
      expect(lent[name], name).to.be.a('string').and.not.equal('')
  })
  it('lead to no other backend than without them', async () => {
    const load = async (env: Record<string, string>) =>
      (
        await loadConfiguration({
          cwd: '/',
          env: withPlaceholderKeys(env) as typeof env,
          flags: { config: false },
        })
      ).backend.name
    expect(await load({})).to.equal('anthropic')
    expect(await load({ OPENAICOMPATIBLE_BASE_URL: 'https://llm.example/v1' })).to.equal('openai_compatible')
    expect(await load({ LLM_BACKEND: 'groq' })).to.equal('groq')
  })
})
