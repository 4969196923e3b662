import { expect } from 'chai'
import {
  badVariables,
  isSet,
  rowOf,
  type VariableName,
  variable,
  variables,
} from '../../src/config/variables.ts'
import { configFailure } from './support.ts'

describe('the table of variables', () => {
  const names = Object.keys(variables) as VariableName[]

  it('has every variable of the Python program', () => {
    expect(names).to.include.members([
      'LLM_BACKEND',
      'SERVER_PORT',
      'AWS_PROFILE',
      'AWS_DEFAULT_REGION',
      'BEDROCK_MODEL_ID',
      'OPENAICOMPATIBLE_API_KEY',
      'OPENAICOMPATIBLE_BASE_URL',
      'OPENAI_MODEL',
      'COUNCIL_MODELS',
      'COUNCIL_CHAIRMAN',
      'COUNCIL_MODE',
      'COUNCIL_TIMEOUT',
      'GEMINI_API_KEY',
      'OPENAI_API_KEY',
    ])
  })

  it('says of each what it means, without a full stop, and what holds without it', () => {
    for (const name of names) {
      const { meaning, default: fallback } = variables[name]
      expect(meaning, name).to.match(/^[A-Z].*[^.]$/)
      expect(fallback, name).not.to.equal('')
    }
  })

  it('keeps from .env whatever selects a backend, a URL, a host or an authority', () => {
    const closed = names.filter(name => !variables[name].dotenv)
    expect(closed).to.have.members([
      'LLM_BACKEND',
      'OPENAICOMPATIBLE_BASE_URL',
      'OPENAI_BASE_URL',
      'AZURE_OPENAI_ENDPOINT',
      'ANTHROPIC_UPSTREAM_URL',
      'CLAUDECODEX_HOME',
      'HTTPS_PROXY',
      'HTTP_PROXY',
      'ALL_PROXY',
      'NO_PROXY',
      'NODE_EXTRA_CA_CERTS',
    ])
  })

  it('gives the value of a variable, or nothing where it is not set or blank', () => {
    expect(variable({ SERVER_PORT: ' 9000 ' }, 'SERVER_PORT')).to.equal(9000)
    expect(variable({}, 'SERVER_PORT')).to.equal(undefined)
    expect(variable({ SERVER_PORT: ' ' }, 'SERVER_PORT')).to.equal(undefined)
    expect(isSet({ COUNCIL_MODELS: '' }, 'COUNCIL_MODELS')).to.equal(false)
  })

  it('answers a bad value with a sentence that names variable, value and what is allowed', async () => {
    const error = await configFailure(() => variable({ COUNCIL_MODE: 'quick' }, 'COUNCIL_MODE'))
    expect(error.message).to.equal('COUNCIL_MODE: expected full, fast, race, got "quick"')
  })

  it('shows no password that stands in a URL', async () => {
    const error = await configFailure(() =>
      variable({ OPENAI_BASE_URL: 'ftp://me:secret@host/' }, 'OPENAI_BASE_URL'),
    )
    expect(error.message).to.include('//...@host').and.not.include('secret')
  })

  it('lists the bad values of variables that nothing has asked for', () => {
    expect(badVariables({ COUNCIL_TIMEOUT: 'long', SERVER_PORT: '1' })).to.deep.equal([
      'COUNCIL_TIMEOUT: expected a number of seconds above 0, got "long"; it is ignored',
    ])
  })

  it('knows the proxy variables in lower case too, and no other names', () => {
    expect(rowOf('https_proxy')).to.equal(variables.HTTPS_PROXY)
    expect(rowOf('llm_backend')).to.equal(undefined)
    expect(rowOf('toString')).to.equal(undefined)
  })
})
