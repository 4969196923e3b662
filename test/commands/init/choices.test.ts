import { expect } from 'chai'
import { type ChoiceFacts, choicesFrom, defaultChoice } from '../../../src/commands/init/choices.ts'

const makeable = [
  'anthropic',
  'bedrock',
  'openai',
  'gemini',
  'ollama',
  'lmstudio',
  'openai_compatible',
  'council',
  'demo',
]
const facts = (
  environment: Readonly<Record<string, string>> = {},
  local: Readonly<Record<string, readonly string[]>> = {},
): ChoiceFacts => ({ makeable, real: environment, environment, local: new Map(Object.entries(local)) })

const names = (given: ChoiceFacts) => choicesFrom(given).map(({ name }) => name)
const choice = (name: string, given: ChoiceFacts) =>
  choicesFrom(given).find(candidate => candidate.name === name)

describe('the backends to choose from', () => {
  it('are those that can be made, the demo last, without the council', () =>
    expect(names(facts())).to.deep.equal([
      'anthropic',
      'bedrock',
      'openai',
      'gemini',
      'ollama',
      'lmstudio',
      'demo',
    ]))
  it('begin with what is there', () =>
    expect(names(facts({ GEMINI_API_KEY: 'x' }, { lmstudio: ['a'] })).slice(0, 4)).to.deep.equal([
      'anthropic',
      'gemini',
      'lmstudio',
      'bedrock',
    ]))
  it('hold the compatible one only where its variables are set', () => {
    const given = facts({
      OPENAICOMPATIBLE_BASE_URL: 'https://llm.example/v1',
      OPENAICOMPATIBLE_API_KEY: 'x',
    })
    expect(names(given)).to.include('openai_compatible')
    expect(choice('openai_compatible', given)?.model).to.equal(undefined)
    const named = facts({ OPENAICOMPATIBLE_API_KEY: 'x', OPENAI_MODEL: 'mine:7b' })
    expect(choice('openai_compatible', named)?.model).to.equal('mine:7b')
  })
  it('tell what was found, and what is missing', () => {
    const found = facts({ OPENAI_API_KEY: 'x', AWS_PROFILE: 'work' }, { ollama: ['a', 'b'], lmstudio: ['c'] })
    expect(choice('openai', found)?.about).to.equal('OPENAI_API_KEY found')
    expect(choice('openai', found)).not.to.have.property('missing')
    expect(choice('bedrock', found)?.about).to.equal('AWS_PROFILE found')
    expect(choice('ollama', found)?.about).to.equal('answers at 127.0.0.1:11434: 2 models')
    expect(choice('lmstudio', found)?.about).to.equal('answers at 127.0.0.1:1234: 1 model')
    expect(choice('gemini', found)).to.include({ about: 'needs GEMINI_API_KEY', missing: 'GEMINI_API_KEY' })
    expect(choice('ollama', facts())?.about).to.equal('nothing answers at 127.0.0.1:11434 now')
  })
  it('have a default model, or say what takes its place', () => {
    const found = facts({}, { ollama: ['qwen3-coder:30b', 'gemma4:31b'] })
    expect(choice('openai', found)?.model).to.equal('gpt-5.1')
    expect(choice('ollama', found)).to.deep.include({
      model: 'qwen3-coder:30b',
      models: ['qwen3-coder:30b', 'gemma4:31b'],
    })
    expect(choice('anthropic', found)?.withoutModel).to.contain('client')
    expect(choice('bedrock', found)?.withoutModel).to.contain('region')
    expect(choice('lmstudio', found)).not.to.have.any.keys('model', 'withoutModel')
    expect(choice('demo', found)).not.to.have.property('model')
  })
})

describe('the default of the backends', () => {
  const byDefault = (given: ChoiceFacts) => defaultChoice(choicesFrom(given), given).name

  it('is the one that would answer without any configuration', () => {
    expect(byDefault(facts())).to.equal('anthropic')
    expect(byDefault(facts({ LLM_BACKEND: 'demo' }))).to.equal('demo')
    expect(byDefault(facts({ AWS_PROFILE: 'work' }))).to.equal('bedrock')
  })
  it('is no other vendor because a key happens to be there', () =>
    expect(byDefault(facts({ OPENAI_API_KEY: 'x', GEMINI_API_KEY: 'x' }))).to.equal('anthropic'))
  it('is Anthropic where the variables name what cannot be chosen', () => {
    expect(byDefault(facts({ LLM_BACKEND: 'nonsense' }))).to.equal('anthropic')
    expect(byDefault(facts({ COUNCIL_MODELS: 'a,b' }))).to.equal('anthropic')
  })
})
