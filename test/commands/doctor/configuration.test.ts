import { expect } from 'chai'
import { checkBackend, checkConfiguration, tableLines } from '../../../src/commands/doctor/configuration.ts'
import { ConfigError } from '../../../src/config/errors.ts'
import { configurationOf } from '../../support/configuration.ts'
import { backendOf, saying } from '../../support/gateway.ts'

describe('the check of the configuration', () => {
  it('names the file, or says that there is none', () => {
    const configuration = configurationOf({ file: '/srv/project/claudecodex.config.ts' })
    expect(checkConfiguration({ kind: 'loaded', configuration })).to.deep.equal([
      { check: 'configuration', verdict: 'ok', text: '/srv/project/claudecodex.config.ts' },
    ])
    const [found] = checkConfiguration({ kind: 'loaded', configuration: configurationOf() })
    expect(found?.text).to.contain('no file')
  })
  it('passes on what was ignored', () => {
    const configuration = configurationOf({ notices: ['LLM_BACKEND in .env is ignored'] })
    expect(checkConfiguration({ kind: 'loaded', configuration })[1]).to.deep.equal({
      check: 'configuration',
      verdict: 'warning',
      text: 'LLM_BACKEND in .env is ignored',
    })
  })
  it('leaves to the line of the model what that says', () => {
    const configuration = configurationOf({ notices: ['no model is named, so x gets the client’s own'] })
    expect(checkConfiguration({ kind: 'loaded', configuration })).to.have.length(1)
  })
  it('fails with what is wrong, where it is', () => {
    const reason = 'claudecodex.config.ts:5: server.prot: unknown key - did you mean "port"?'
    expect(checkConfiguration({ kind: 'refused', reason })).to.deep.equal([
      { check: 'configuration', verdict: 'failure', text: reason },
    ])
    expect(checkBackend({ kind: 'refused', reason })).to.deep.equal([])
  })
})

describe('the check of the backend', () => {
  it('names it, its address and why it was chosen', () => {
    const backend = backendOf(saying('x'), { address: 'https://llm.example/v1' })
    const configuration = configurationOf({}, { backend })
    expect(checkBackend({ kind: 'loaded', configuration })).to.deep.equal([
      { check: 'backend', verdict: 'ok', text: 'scripted, https://llm.example/v1 (a test says so)' },
    ])
  })
  it('fails with what it lacks, while the rest of the configuration is in order', () => {
    const configuration = configurationOf({ file: '/srv/claudecodex.config.ts' })
    const loaded = { kind: 'no backend', configuration, reason: 'OPENAI_API_KEY is not set' } as const
    expect(checkBackend(loaded)).to.deep.equal([
      { check: 'backend', verdict: 'failure', text: 'OPENAI_API_KEY is not set' },
    ])
    expect(checkConfiguration(loaded).map(({ verdict }) => verdict)).to.deep.equal(['ok'])
  })
  it('follows the table of models', () => {
    const { chain } = configurationOf()
    const backends = {
      names: ['scripted', 'openai'],
      find(name: string) {
        if (name === 'openai') throw new ConfigError('OPENAI_API_KEY is not set')
        return chain.backends.find(name)
      },
    }
    const rules = [
      { pattern: 'claude-haiku-*', model: 'scripted:small' },
      { pattern: 'subagent', model: 'openai:gpt-5.1' },
      { pattern: '*', model: 'llama3.2:1b' },
    ]
    const configuration = configurationOf({
      chain: { ...chain, backends, models: { ...chain.models, rules } },
    })
    const [, ...found] = checkBackend({ kind: 'loaded', configuration })
    expect(found).to.deep.equal([
      {
        check: 'models',
        verdict: 'failure',
        text: 'the line "subagent" leads to openai:gpt-5.1, and fails there: OPENAI_API_KEY is not set',
      },
    ])
    expect(
      tableLines({ ...chain.models, rules }, backends).map(({ backend, model }) => `${backend} ${model}`),
    ).to.deep.equal(['scripted small', 'scripted llama3.2:1b'])
  })
})
