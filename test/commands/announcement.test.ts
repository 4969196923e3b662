import { expect } from 'chai'
import { Chalk } from 'chalk'
import { banner, startLine } from '../../src/commands/announcement.ts'
import { configurationOf } from '../support/configuration.ts'
import { backendOf, saying } from '../support/gateway.ts'

const url = 'http://127.0.0.1:8082'
const plain = new Chalk({ level: 0 })
const demo = backendOf(saying('hello'), { name: 'demo', model: 'demo', address: 'no network' })
const configuration = configurationOf(
  { backend: { name: 'demo', reason: 'chosen by --backend' }, notices: ['.env is ignored'] },
  { backends: [demo] },
)
const text = (more: Partial<typeof configuration> = {}) =>
  banner({ configuration: { ...configuration, ...more }, url, plugins: ['log'] }, plain, {
    SHELL: '/bin/bash',
  })

describe('the announcement', () => {
  it('is a banner with the default model and its reason', async () => {
    expect(await text())
      .to.contain('  model     demo (default of demo)\n')
      .and.contain('! .env is ignored')
  })
  it('names a fixed model with who fixed it', async () => {
    const models = { ...configuration.chain.models, fixed: { model: 'gpt-5.1', reason: 'named by --model' } }
    const fixed = await text({ chain: { ...configuration.chain, models } })
    expect(fixed).to.contain('  model     gpt-5.1 (named by --model)\n')
  })
  it('leaves a place for the client key, and says what belongs there', async () => {
    expect(await text({ server: { ...configuration.server, clientKey: 'key-1' } }))
      .to.contain("ANTHROPIC_CUSTOM_HEADERS='x-claudecodex-key: YOUR_KEY'")
      .and.contain('(YOUR_KEY: server.clientKey of the configuration; claudecodex env fills it in)')
      .and.not.contain('key-1')
  })
  it('says once why the client starts in another permission mode, and nothing of it on Anthropic’s API', async () => {
    expect((await text()).match(/auto mode/g)).to.have.length(1)
    const direct = backendOf(saying('hello'), { name: 'claude', native: true })
    const native = configurationOf({}, { backends: [direct] })
    expect(await text({ chain: native.chain, backend: { name: 'claude', reason: '' } })).not.to.contain(
      'acceptEdits',
    )
  })
  it('says who else can reach the server', async () => {
    const server = { ...configuration.server, host: '192.0.2.7', clientKey: 'key-1' }
    expect(await text({ server })).to.contain('open to   other machines too, with the client key\n')
  })
  it('has a question to paste for the demo alone', async () => {
    expect(await text()).to.contain('curl -N')
    const other = configurationOf({}, { backends: [backendOf(saying('hello'), { name: 'work' })] })
    expect(await text({ chain: other.chain, backend: { name: 'work', reason: '' } })).not.to.contain(
      'curl -N',
    )
  })
  it('is one line of JSON for other programs', () => {
    const line = startLine({ configuration, url, plugins: ['log'] }, new Date(0))
    expect(line.indexOf('\n')).to.equal(line.length - 1)
    expect(JSON.parse(line)).to.deep.include({
      time: '1970-01-01T00:00:00.000Z',
      kind: 'start',
      url,
      backend: { name: 'demo', reason: 'chosen by --backend' },
      model: null,
      notices: ['.env is ignored'],
    })
  })
})
