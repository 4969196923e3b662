import { expect } from 'chai'
import { variables } from '../../src/config/variables.ts'
import { cheapestOf, liveProviders } from './providers.ts'

const provider = (name: string) => {
  const found = liveProviders.find(candidate => candidate.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

describe('the cheapest model of a provider', () => {
  it('is the first kind that is in its list, and the newest of that kind', () => {
    expect(
      cheapestOf(provider('openai'), ['gpt-5.1', 'gpt-5-mini', 'gpt-4.1-nano', 'gpt-5.4-nano']),
    ).to.equal('gpt-5.4-nano')
    expect(cheapestOf(provider('anthropic'), ['claude-haiku-4-5-20251001', 'claude-haiku-5-5'])).to.equal(
      'claude-haiku-5-5',
    )
    expect(cheapestOf(provider('gemini'), ['gemini-2.5-flash-lite', 'gemini-3.5-flash-lite'])).to.equal(
      'gemini-3.5-flash-lite',
    )
  })
  it('is a known one where there is no list', () => {
    for (const one of liveProviders) {
      if (one.variable !== undefined) expect(cheapestOf(one, []), one.name).to.be.a('string')
    }
  })
  it('is the first on this machine that does more than embed, or none', () => {
    expect(cheapestOf(provider('ollama'), ['nomic-embed-text', 'qwen3-coder:30b', 'z:1b'])).to.equal(
      'qwen3-coder:30b',
    )
    expect(cheapestOf(provider('lmstudio'), [])).to.equal(undefined)
  })
})

describe('the variables of the providers', () => {
  it('are those of the program', () =>
    expect(
      liveProviders.flatMap(({ variable }) => variable ?? []).filter(name => !(name in variables)),
    ).to.deep.equal([]))
})
