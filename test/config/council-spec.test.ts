import { expect } from 'chai'
import { parseSpec, wholeSpecs } from '../../src/config/council-spec.ts'
import { configFailure } from './support.ts'

describe('the spec of a member', () => {
  it('is a name, and says how often, how warm and whether it must be there', () => {
    const plain = { samples: 1, isRequired: false }
    const cases = {
      'openai:gpt-4o': { ...plain, name: 'openai:gpt-4o' },
      ' llama3.2:1b ': { ...plain, name: 'llama3.2:1b' },
      'gpt-4o*3': { ...plain, name: 'gpt-4o', samples: 3 },
      'gpt-4o?temp=0.7': { ...plain, name: 'gpt-4o', temperature: 0.7 },
      'gpt-4o*2?temp=0!': { name: 'gpt-4o', samples: 2, temperature: 0, isRequired: true },
      'a/b@beta:free!': { ...plain, name: 'a/b@beta:free', isRequired: true },
    }
    for (const [text, spec] of Object.entries(cases)) {
      expect(parseSpec(text), text).to.deep.equal({ text: text.trim(), ...spec })
    }
  })
  it('is refused with what is wrong with it', async () => {
    const cases = [
      ['', 'is no model'],
      ['*3', 'is no model'],
      ['gpt-4o*0', 'from 1 to 9'],
      ['gpt-4o*many', 'from 1 to 9'],
      ['gpt-4o?temp=3', 'a temperature from 0 to 2'],
      ['gpt-4o?top_p=1', 'a temperature from 0 to 2'],
    ] as const
    for (const [text, reason] of cases) {
      const { message } = await configFailure(() => parseSpec(text))
      expect(message, text).to.contain(`council: "${text}"`).and.contain(reason)
    }
  })

  it('keeps its settings where a list was cut at its commas', () => {
    expect(wholeSpecs(['sim:p=.7', 'noise=1', ' fail=0*2', 'sim:b', '', 'openai:gpt-4o'])).to.deep.equal([
      'sim:p=.7,noise=1,fail=0*2',
      'sim:b',
      'openai:gpt-4o',
    ])
    expect(wholeSpecs(['a', 'b=1'])).to.deep.equal(['a', 'b=1'])
  })
})
