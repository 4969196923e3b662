import { expect } from 'chai'
import { type ExamineFlags, examine, type Sources } from '../../../src/commands/doctor/examine.ts'
import type { Finding } from '../../../src/commands/doctor/finding.ts'
import type { Configuration } from '../../../src/config/configuration.ts'
import { ConfigError } from '../../../src/config/errors.ts'
import { configurationOf } from '../../support/configuration.ts'
import { failureOf } from '../../support/failure.ts'
import { backendOf, saying } from '../../support/gateway.ts'

const demo = (): Configuration => {
  const backend = backendOf(saying('x'), { name: 'demo', model: 'demo', address: 'no network' })
  return configurationOf({ server: { ...configurationOf().server, port: 8082 } }, { backend })
}

const sources = (more: Partial<Sources> = {}): Sources => ({
  version: '2.0.0',
  nodeVersion: '22.1.0',
  environment: {},
  where: { platform: 'linux', home: '/home/ann', folder: '/srv/project' },
  evaluation: port => `eval "$(claudecodex env${port === undefined ? '' : ` --port ${port}`})"`,
  load: async () => demo(),
  readText: async () => undefined,
  findClient: async () => ({ kind: 'version', version: '2.1.330' }),
  whoAnswers: async () => ({ kind: 'nobody' }),
  bindingError: async () => undefined,
  freePortAfter: async port => port + 7,
  ...more,
})

const names = (findings: readonly Finding[]) => findings.map(({ check, verdict }) => `${check} ${verdict}`)
const found = async (more: Partial<Sources> = {}, flags: ExamineFlags = {}) =>
  names(await examine(flags, sources(more)))

describe('an examination', () => {
  it('looks at everything, in the order in which it is read', async () => {
    expect(await found()).to.deep.equal([
      'node ok',
      'claude code ok',
      'configuration ok',
      'backend ok',
      'reach ok',
      'model ok',
      'port ok',
      'address ok',
      'settings ok',
      'login ok',
    ])
  })
  it('asks nobody where it is told not to', async () => {
    expect(await found({}, { offline: true })).to.include('reach skipped')
  })
  it('goes on with the rest where only the backend cannot be had', async () => {
    const asked: ExamineFlags[] = []
    const findings = await found(
      {
        load: async flags => {
          asked.push(flags)
          if (flags.backend !== 'demo') throw new ConfigError('OPENAI_API_KEY is not set')
          return demo()
        },
      },
      { model: 'gpt-5.1', config: 'other.ts' },
    )
    expect(asked).to.deep.equal([
      { model: 'gpt-5.1', config: 'other.ts' },
      { config: 'other.ts', backend: 'demo' },
    ])
    expect(findings)
      .to.include('configuration ok')
      .and.to.include('backend failure')
      .and.to.include('port ok')
    expect(findings.join()).not.to.contain('login')
  })
  it('goes on with what needs no configuration where there is none', async () => {
    const findings = await examine(
      {},
      sources({
        environment: { HTTP_PROXY: 'http://proxy.example', CLAUDE_CODE_USE_BEDROCK: '1' },
        load: () =>
          Promise.reject(new ConfigError('unknown key', { file: 'claudecodex.config.ts', line: 5 })),
      }),
    )
    expect(names(findings)).to.deep.equal([
      'node ok',
      'claude code ok',
      'configuration failure',
      'address warning',
      'web proxy warning',
    ])
    expect(findings[2]?.text).to.equal('claudecodex.config.ts:5: unknown key')
  })
  it('does not hide a fault of its own', async () => {
    const failure = await failureOf(found({ load: () => Promise.reject(new TypeError('oops')) }))
    expect(failure).to.be.instanceOf(TypeError)
  })
  it('asks who is on the port, with the client key and from this machine', async () => {
    const asked: unknown[] = []
    const server = { ...demo().server, host: '0.0.0.0', clientKey: 'key-1' }
    const neighbour = { version: '2.0.0', backend: 'demo', folder: '/srv/project', exchanges: 0 }
    const findings = await found({
      load: async () => ({ ...demo(), server }),
      whoAnswers: async question => {
        asked.push(question)
        return { kind: 'claudecodex', neighbour }
      },
      bindingError: () => Promise.reject(new Error('nobody asked for it')),
    })
    expect(asked).to.deep.equal([{ host: '127.0.0.1', port: 8082, clientKey: 'key-1' }])
    expect(findings).to.include('port ok').and.to.include('traffic warning').and.to.include('address warning')
  })
  it('offers lines and ports that fit what it was asked about', async () => {
    const findings = await examine(
      { port: 8082 },
      sources({
        whoAnswers: async () => ({ kind: 'server', status: 404 }),
        environment: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9000' },
      }),
    )
    const fixOf = (name: string) => findings.find(({ check }) => check === name)?.fix
    expect(fixOf('port')).to.contain('--port 8089')
    expect(fixOf('address')).to.contain('claudecodex env --port 8082')
  })
  it('looks up the models of the table, at every backend that it leads to', async () => {
    const listing = (name: string, ...ids: readonly string[]) =>
      backendOf(saying('x'), {
        name,
        model: ids[0] ?? name,
        address: 'no network',
        models: async () => ids.map(id => ({ id })),
      })
    const configuration = configurationOf({}, { backend: listing('work', 'gpt-5.1') })
    const own = configuration.chain.backends
    const other = listing('cloud', 'nova')
    const chain = {
      ...configuration.chain,
      backends: {
        names: [...own.names, 'cloud'],
        find: (name: string) => (name === 'cloud' ? other : own.find(name)),
      },
      models: {
        ...configuration.chain.models,
        rules: [
          { pattern: 'title', model: 'gpt-5.1' },
          { pattern: 'claude-*', model: 'nosuch' },
          { pattern: 'main', model: 'cluod:nova' },
          { pattern: 'search', model: 'cloud:novo' },
        ],
      },
    }
    const findings = await examine({}, sources({ load: async () => ({ ...configuration, chain }) }))
    expect(
      findings.filter(({ check }) => check === 'models').map(({ verdict, text }) => `${verdict}: ${text}`),
    ).to.deep.equal([
      'warning: the line "claude-*" leads to nosuch, which is not in the list of work; it has gpt-5.1',
      'failure: the line "main" leads to cluod:nova: no backend has the name before its colon - did you mean "cloud"?; work is asked for all of it',
      'warning: the line "search" leads to cloud:novo, which is not in the list of cloud; near it: nova',
    ])
    const offline = await examine(
      { offline: true },
      sources({ load: async () => ({ ...configuration, chain }) }),
    )
    expect(offline.filter(({ check }) => check === 'models')).to.have.length(1)
  })
  it('sees the settings of Claude Code where they matter', async () => {
    const findings = await found({
      readText: async file =>
        file === '/srv/project/.claude/settings.json'
          ? '{ "env": { "ANTHROPIC_BASE_URL": "https://llm.example", "ANTHROPIC_API_KEY": "x" } }'
          : undefined,
    })
    expect(findings).to.include('address failure').and.to.include('settings warning')
  })
  it('knows the credentials that go to Anthropic', async () => {
    const backend = backendOf(saying('x'), {
      name: 'anthropic',
      native: true,
      address: 'https://api.anthropic.com',
    })
    const environment = { ANTHROPIC_AUTH_TOKEN: 'claudecodex' }
    const load = async () => configurationOf({}, { backend })
    const findings = await found({ load, environment }, { offline: true })
    expect(findings).to.include('login failure').and.to.include('key ok')
    expect(await found({ load }, { offline: true })).to.include('login warning')
  })
})
