import { expect } from 'chai'
import { checkKey } from '../../../src/commands/doctor/key.ts'

const canary = 'sk-canary-0123456789'

const check = (
  backend: string,
  environment: Readonly<Record<string, string>>,
  real: Readonly<Record<string, string>> = environment,
) => checkKey({ backend, environment, real })

describe('the check of the key', () => {
  it('names the variable, and where it stands', () => {
    expect(check('openai', { OPENAI_API_KEY: canary })?.text).to.equal('OPENAI_API_KEY is set')
    expect(check('openai', { OPENAI_API_KEY: canary }, {})?.text).to.equal('OPENAI_API_KEY is set (in .env)')
    expect(check('gpt', { OPENAI_API_KEY: canary })?.text).to.equal('OPENAI_API_KEY is set')
  })
  it('says whose credentials go to Anthropic', () => {
    expect(check('anthropic', {})?.text).to.contain('own sign-in')
    expect(check('anthropic', { ANTHROPIC_API_KEY: canary })?.text).to.contain(
      'send no credentials of their own',
    )
  })
  it('is content where a backend needs none, or has it in the configuration', () => {
    expect(check('ollama', {})).to.equal(undefined)
    expect(check('demo', {})).to.equal(undefined)
    expect(check('deepseek', {})?.verdict).to.equal('ok')
    expect(check('work', {})).to.equal(undefined)
  })
  it('fails where none is set and the backend has asked for one', () => {
    const facts = { environment: {}, real: {}, isWanted: true }
    expect(checkKey({ backend: 'deepseek', ...facts })?.verdict).to.equal('failure')
    expect(checkKey({ backend: 'deepseek', ...facts })?.fix).to.contain('DEEPSEEK_API_KEY')
    expect(checkKey({ backend: 'anthropic', ...facts })?.verdict).to.equal('ok')
  })
  for (const [value, fault] of [
    [`"${canary}"`, 'quotes'],
    [`'${canary}`, 'quotes'],
    [`Bearer ${canary}`, 'Bearer'],
    [`${canary} ${canary}`, 'blank'],
    [`${canary}\n${canary}`, 'line break'],
    ['ключ', 'characters'],
    ['your-key-here', 'placeholder'],
    ['<key>', 'placeholder'],
    ['sk-...', 'placeholder'],
    ['$OPENAI_API_KEY', 'placeholder'],
  ] as const) {
    it(`finds out ${JSON.stringify(value.replaceAll(canary, 'KEY'))}, and does not print it`, () => {
      const found = check('openai', { OPENAI_API_KEY: value })
      expect(found?.verdict).to.equal('failure')
      expect(found?.text).to.contain(fault)
      expect(JSON.stringify(found)).not.to.contain(canary)
    })
  }
  it('bears blanks around a key, which are taken off', () =>
    expect(check('openai', { OPENAI_API_KEY: ` ${canary}\n` })?.verdict).to.equal('ok'))
  it('knows the ways to AWS', () => {
    expect(check('bedrock', { AWS_PROFILE: 'work' })?.text).to.equal('AWS_PROFILE is set')
    expect(check('bedrock', { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: canary })?.verdict).to.equal(
      'ok',
    )
    expect(check('bedrock', { AWS_ACCESS_KEY_ID: 'a' })?.verdict).to.equal('warning')
    expect(check('bedrock', {})?.text).to.contain('AWS tools')
  })
})
