import { expect } from 'chai'
import { type DetectionFacts, detectBackend } from '../../src/config/detect.ts'
import { configFailure } from './support.ts'

const makeable = ['anthropic', 'bedrock', 'openai', 'gemini', 'openai_compatible', 'council', 'demo']
const detect = (facts: Partial<DetectionFacts>) => {
  const real = facts.real ?? {}
  return detectBackend({ makeable, environment: real, ...facts, real })
}
const work = { use: 'demo' }

describe('the default backend', () => {
  const all = {
    COUNCIL_MODELS: 'a,b',
    OPENAICOMPATIBLE_API_KEY: 'k',
    OPENAICOMPATIBLE_BASE_URL: 'https://a.example',
    BEDROCK_MODEL_ID: 'm',
    AWS_PROFILE: 'p',
  }
  const { COUNCIL_MODELS: _, ...withoutCouncil } = all
  const declared = { backends: { work }, backend: 'work' }
  const rows: readonly (readonly [title: string, Partial<DetectionFacts>, name: string, reason: string])[] = [
    [
      'is the one of the flag before all else',
      { flag: 'demo', real: { ...all, LLM_BACKEND: 'bedrock' }, config: declared },
      'demo',
      'chosen by --backend',
    ],
    [
      'is the one of LLM_BACKEND before the file',
      { real: { ...all, LLM_BACKEND: ' bedrock ' }, config: declared },
      'bedrock',
      'chosen by LLM_BACKEND',
    ],
    [
      'is the one of the file before other variables',
      { real: all, config: declared },
      'work',
      'chosen by the configuration',
    ],
    ['is the council where it has members', { real: all }, 'council', 'COUNCIL_MODELS is set'],
    [
      'is the compatible server where it has a key',
      { real: withoutCouncil },
      'openai_compatible',
      'OPENAICOMPATIBLE_API_KEY is set',
    ],
    [
      'is the compatible server where it has an address',
      { real: { OPENAICOMPATIBLE_BASE_URL: 'http://localhost:1', AWS_PROFILE: 'p' } },
      'openai_compatible',
      'OPENAICOMPATIBLE_BASE_URL is set',
    ],
    [
      'is Bedrock where a model of it is named',
      { real: { BEDROCK_MODEL_ID: 'm', AWS_PROFILE: 'p' } },
      'bedrock',
      'BEDROCK_MODEL_ID is set',
    ],
    ['is Bedrock where a profile is named', { real: { AWS_PROFILE: 'p' } }, 'bedrock', 'AWS_PROFILE is set'],
    [
      'is Anthropic where nothing is configured, and where only keys of others lie about',
      { real: { OPENAI_API_KEY: 'k', GEMINI_API_KEY: 'k', AWS_ACCESS_KEY_ID: 'a', COUNCIL_MODELS: '' } },
      'anthropic',
      "nothing else is configured, so the client's own credentials are used",
    ],
    [
      'is never selected by .env',
      { real: {}, environment: { ...all, LLM_BACKEND: 'demo' } },
      'anthropic',
      "nothing else is configured, so the client's own credentials are used",
    ],
  ]
  for (const [title, facts, name, reason] of rows) {
    it(title, () => {
      const found = detect(facts)
      expect([found.name, found.reason]).to.deep.equal([name, reason])
    })
  }

  it('may be named by any of its names, and a declared name comes before a provider’s', () => {
    expect(detect({ flag: 'GPT' }).name).to.equal('openai')
    expect(detect({ flag: 'claude' }).name).to.equal('anthropic')
    expect(detect({ flag: 'google' }).name).to.equal('gemini')
    expect(detect({ flag: 'gpt', config: { backends: { gpt: work } } }).name).to.equal('gpt')
  })

  it('may be one that a plugin brings', () => {
    expect(detect({ config: { backend: 'theirs' }, contributed: ['theirs'] }).name).to.equal('theirs')
  })

  it('is refused under a name that nothing has, wherever that was given', async () => {
    const refusal = async (facts: Partial<DetectionFacts>) =>
      (await configFailure(() => detect(facts))).message
    expect(await refusal({ flag: 'dmeo' })).to.equal(
      '--backend: there is no backend "dmeo" - did you mean "demo"?',
    )
    expect(await refusal({ real: { LLM_BACKEND: 'banana' }, config: { backends: { work } } })).to.match(
      /^LLM_BACKEND: there is no backend "banana"; use work, .*demo/,
    )
    const place = { file: '/c.ts', line: 4, key: 'backend' }
    expect(await refusal({ config: { backend: 'wrok', backends: { work } }, place })).to.equal(
      '/c.ts:4: backend: there is no backend "wrok" - did you mean "work"?',
    )
  })

  it('is not offered where it was chosen, although the model is of another', () => {
    const { offers } = detectBackend({
      flag: 'gemini',
      model: 'ollama:qwen3',
      real: {},
      environment: { GEMINI_API_KEY: 'k', OPENAI_API_KEY: 'k' },
      makeable: ['gemini', 'ollama', 'openai'],
    })
    expect(offers).to.deep.equal(['OPENAI_API_KEY found: --backend openai'])
  })
  it('is the one of a model that is named with it, which comes before all else', () => {
    const found = (facts: Partial<DetectionFacts>) => {
      const { name, reason } = detect(facts)
      return [name, reason]
    }
    expect(found({ flag: 'demo', model: 'claude:foo' })).to.deep.equal([
      'anthropic',
      'named by --model; else demo, chosen by --backend',
    ])
    expect(found({ model: 'gpt:x' })).to.deep.equal(['openai', 'named by --model'])
    expect(found({ model: 'theirs:x', contributed: ['theirs'] })[0]).to.equal('theirs')
    expect(found({ flag: 'demo', model: 'demo:x' })).to.deep.equal(['demo', 'chosen by --backend'])
    expect(found({ flag: 'demo', model: 'llama3.2:1b' })).to.deep.equal(['demo', 'chosen by --backend'])
  })

  it('is refused where this version lacks it, with what chose it', async () => {
    const refusal = async (facts: Partial<DetectionFacts>) =>
      (await configFailure(() => detect({ makeable: ['demo'], ...facts }))).message
    const lacking = /^LLM_BACKEND: this version has no backend "bedrock"; use anthropic, .*demo/
    expect(await refusal({ real: { LLM_BACKEND: 'bedrock' } })).to.match(lacking)
    expect(await refusal({ flag: 'council' })).to.match(/^--backend: this version has no backend "council"/)
    expect(await refusal({ flag: 'demo', model: 'bedrock:x' })).to.match(/^--model: this version has no/)
    expect(await refusal({ flag: 'demo', model: 'gemni:x' })).to.equal(
      `--model: there is no backend "gemni" - did you mean "gemini"? If it is part of a model's name, write demo:gemni:x`,
    )
    expect(await refusal({ model: 'tem:x', config: { backends: { team: { use: 'demo' } } } })).to.match(
      /"team"/,
    )
    const place = { file: '/c.ts', line: 4, key: 'backend' }
    expect(await refusal({ config: { backend: 'council' }, place })).to.match(
      /^\/c\.ts:4: backend: this version/,
    )
    expect(detect({ makeable: ['demo'], flag: 'bedrock', contributed: ['bedrock'] }).name).to.equal('bedrock')
  })

  it('is not chosen by variables for what this version lacks, which are named', () => {
    const found = (real: Readonly<Record<string, string>>, makeable: readonly string[]) => {
      const { name, notices } = detect({ real, makeable })
      return [name, ...notices]
    }
    expect(found({ AWS_PROFILE: 'p' }, ['anthropic'])).to.deep.equal([
      'anthropic',
      'AWS_PROFILE is set and chooses nothing: this version has no backend bedrock',
    ])
    expect(found(all, ['openai_compatible'])).to.deep.equal([
      'openai_compatible',
      'COUNCIL_MODELS is set and chooses nothing: this version has no backend council',
    ])
    expect(detect({ flag: 'demo', real: all, makeable: ['demo'] }).notices).to.deep.equal([])
    const theirs = detect({
      real: { AWS_PROFILE: 'p' },
      config: { backends: { bedrock: work } },
      makeable: [],
    })
    expect([theirs.name, ...theirs.notices]).to.deep.equal(['bedrock'])
  })

  it('leaves what else was found as an offer, once for each backend', () => {
    const { offers } = detect({
      real: { AWS_ACCESS_KEY_ID: 'a', AWS_BEARER_TOKEN_BEDROCK: 'b' },
      environment: {
        OPENAI_API_KEY: 'k',
        OPENAICOMPATIBLE_API_KEY: 'k',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_BEARER_TOKEN_BEDROCK: 'b',
        DEEPSEEK_API_KEY: 'k',
      },
      config: { backends: { work } },
    })
    expect(offers).to.deep.equal([
      'work is declared: --backend work',
      'OPENAICOMPATIBLE_API_KEY found: --backend openai_compatible',
      'OPENAI_API_KEY found: --backend openai',
      'AWS_BEARER_TOKEN_BEDROCK found: --backend bedrock',
    ])
  })

  it('offers neither what was chosen nor what this version cannot make', () => {
    expect(detect({ flag: 'openai', real: { OPENAI_API_KEY: 'k' } }).offers).to.deep.equal([])
    expect(detect({ real: { OPENAI_API_KEY: 'k' }, makeable: ['anthropic'] }).offers).to.deep.equal([])
  })
})
