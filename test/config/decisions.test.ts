import { expect } from 'chai'
import type { Config } from '../../src/config/config.ts'
import {
  councilSettings,
  modelNotices,
  modelSettings,
  proxyNotices,
  refuseCircle,
} from '../../src/config/decisions.ts'

const decided = (backend: string, environment = {}, config: Config = {}, model?: string) => ({
  flags: { model },
  environment,
  config,
  backend,
})

describe('what follows from the settings together', () => {
  it('is the model of the flag, else of the variable that belongs to the default backend', () => {
    const environment = { OPENAI_MODEL: 'gpt-5-mini', BEDROCK_MODEL_ID: 'b' }
    const fixed = (backend: string, config: Config = {}, model?: string) =>
      modelSettings(decided(backend, environment, config, model)).fixed
    expect(fixed('openai')).to.deep.equal({ model: 'openai:gpt-5-mini', reason: 'named by OPENAI_MODEL' })
    expect(fixed('bedrock')).to.deep.equal({ model: 'bedrock:b', reason: 'named by BEDROCK_MODEL_ID' })
    expect(fixed('anthropic')).to.equal(undefined)
    expect(fixed('openai', {}, 'other')).to.deep.equal({ model: 'other', reason: 'named by --model' })
    expect(fixed('openai', { backends: { openai: { use: 'demo' } } })).to.equal(undefined)
  })

  it('is the table of models in its own order', () => {
    const models = { 'claude-*': 'a', '*': 'b' }
    expect(modelSettings(decided('demo', {}, { models })).rules).to.deep.equal([
      { pattern: 'claude-*', model: 'a' },
      { pattern: '*', model: 'b' },
    ])
  })

  it('is a notice where a default model is not the one it was', () => {
    expect(modelNotices(decided('openai_compatible'))).to.have.length(1)
    expect(modelNotices(decided('openai_compatible', {}, {}, 'x'))).to.deep.equal([])
    expect(modelNotices(decided('demo'))).to.deep.equal([])
  })

  it('is a notice where a server of any models gets the names of Anthropic’s', () => {
    const notices = (backend: string, environment = {}, config: Config = {}, model?: string) =>
      modelNotices(decided(backend, environment, config, model))
    const elsewhere = { OPENAICOMPATIBLE_BASE_URL: 'http://llm.example:4000/v1' }
    expect(notices('openai_compatible', elsewhere)).to.deep.equal([
      "no model is named, so llm.example:4000 gets the client's own, such as claude-sonnet-5-5: name one with OPENAI_MODEL or --model",
    ])
    expect(notices('ollama')[0]).to.match(/^no model is named, so 127.*: name one with --model$/)
    expect(notices('openai_compatible', { ...elsewhere, OPENAI_MODEL: 'm' })).to.deep.equal([])
    expect(notices('ollama', {}, {}, 'qwen')).to.deep.equal([])
    expect(notices('ollama', {}, { models: { '*': 'qwen' } })).to.deep.equal([])
    expect(notices('ollama', {}, { backends: { ollama: { use: 'demo' } } })).to.deep.equal([])
    for (const known of ['openai', 'gemini', 'anthropic', 'demo'])
      expect(notices(known), known).to.deep.equal([])
  })

  it('is a notice where a web proxy is none, or hardly meant', () => {
    expect(proxyNotices({ HTTPS_PROXY: 'http://proxy.example:8080', NO_PROXY: '*.corp' })).to.deep.equal([])
    expect(proxyNotices({ ALL_PROXY: 'foo' })).to.deep.equal([
      'ALL_PROXY: requests go through http://foo:80; write http://host:port if that is not meant',
    ])
    expect(proxyNotices({ https_proxy: 'socks5://user:secret@proxy:1080' })).to.deep.equal([
      'https_proxy names a socks5 proxy; only http:// and https:// proxies are supported. Name one, or put the host into NO_PROXY. Until then requests that need it fail',
    ])
    expect(proxyNotices({ HTTP_PROXY: 'http://' })[0]).to.match(/^HTTP_PROXY is not the URL of a proxy/)
    expect(proxyNotices({ HTTPS_PROXY: 'foo', NO_PROXY: '*' })).to.deep.equal([])
  })

  it('is a council without members where none are named', () => {
    expect(councilSettings({}, {})).to.deep.equal({
      members: [],
      mode: 'full',
      timeoutMs: 120_000,
      trigger: 'auto',
      progress: 'auto',
    })
  })

  it('is a council by its variables, before the file', () => {
    const council = {
      chairman: ['a', 'b'],
      reviewers: ['r'],
      deadlineMs: 1,
      quorum: 1,
      seed: 's',
      maxDollars: 1,
      trigger: 'never',
      progress: 'off',
    } as const
    const { members: _, mode: __, timeoutMs: ___, ...given } = councilSettings({}, { council })
    expect(given).to.deep.equal({ ...council, chairman: 'a,b' })
    const environment = {
      COUNCIL_CHAIRMAN: 'c',
      COUNCIL_REVIEWERS: 'x,y',
      COUNCIL_DEADLINE: '90',
      COUNCIL_QUORUM: '2',
      COUNCIL_SEED: 't',
      COUNCIL_MAX_USD: '0.5',
      COUNCIL_TRIGGER: 'always',
      COUNCIL_PROGRESS: 'auto',
    }
    expect(councilSettings(environment, { council })).to.include({
      chairman: 'c',
      deadlineMs: 90_000,
      quorum: 2,
      seed: 't',
      maxDollars: 0.5,
      trigger: 'always',
      progress: 'auto',
    })
    expect(councilSettings(environment, { council }).reviewers).to.deep.equal(['x', 'y'])
  })

  it('is no circle where the upstream is another port', () => {
    const server = { port: 8082, host: '127.0.0.1', allowHosts: [], commitAfterMs: 1, forward: [] }
    const upstream = (url: string) => () => refuseCircle({ ANTHROPIC_UPSTREAM_URL: url }, server)
    expect(upstream('http://127.0.0.1:8083')).not.to.throw()
    expect(upstream('http://gateway.example:8082')).not.to.throw()
    expect(upstream('http://127.0.0.1:8082')).to.throw(/this proxy itself/)
    expect(upstream('http://[::1]:8082/v1')).to.throw(/this proxy itself/)
  })
})
