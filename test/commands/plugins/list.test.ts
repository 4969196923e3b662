import { expect } from 'chai'
import { Workshop } from '../../support/command-line.ts'

const configuration = `export default {
  backend: 'demo',
  server: { port: 0 },
  plugins: [['./mine.ts', { level: 2, key: 'canary' }], ['claudecodex/plugins/cost', { budget: { day: 5 } }]],
}
`
const plugin = `export default () => ({ name: 'mine', apiVersion: 1, onEnd() {} })
`

describe('claudecodex plugins list', function () {
  this.timeout(60_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create({ 'claudecodex.config.mjs': configuration, 'mine.ts': plugin })
  })
  after(() => workshop?.remove())
  const list = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await workshop.run(['plugins', 'list', ...words])
    return { code, stdout, stderr }
  }

  it('prints what the configuration would run, in its order, where no proxy runs', async () => {
    const { code, stdout } = await list()
    expect(code).to.equal(0)
    expect(stdout).to.match(/^plugins that .*claudecodex\.config\.mjs would run, outermost first\n/)
    expect([...stdout.matchAll(/^\d {2}(\w+)/gm)].map(([, name]) => name)).to.deep.equal([
      'record',
      'log',
      'mine',
      'failover',
      'cost',
    ])
    expect(stdout).to.contain('options   level: 2, key: …').and.contain('options   budget: { day: 5 }')
    expect(stdout).not.to.contain('canary')
  })
  it('prints the plugins of the proxy on a port, with the time they took', async () => {
    const proxy = workshop.start(['--port', '0'])
    try {
      const [url = ''] = await proxy.waitFor(/http:\/\/127\.0\.0\.1:\d+/)
      const { port } = new URL(url)
      const body = { model: 'demo', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] }
      const headers = { 'content-type': 'application/json' }
      await (
        await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) })
      ).text()
      const { code, stdout } = await list('--port', port, '--json')
      expect(code).to.equal(0)
      const found = JSON.parse(stdout)
      expect(found).to.deep.include({ source: 'proxy', url })
      expect(found.plugins.map(({ name }: { name: string }) => name)).to.deep.equal([
        'record',
        'log',
        'mine',
        'failover',
        'cost',
      ])
      expect(found.plugins[2].time.onEnd.calls).to.equal(1)
      expect(stdout).not.to.contain('canary')
    } finally {
      proxy.process.kill('SIGINT')
      await proxy.finished()
    }
  })
  it('says what is on a port where no proxy is', async () => {
    const { code, stdout, stderr } = await list('--port', '9')
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
    expect(stderr).to.contain("nobody answers on port 9; without --port the configuration's are printed")
  })
  it('says what is wrong with a configuration that cannot be loaded', async () => {
    await workshop.write('broken.config.mjs', "export default { plugins: ['./gone.ts'] }\n")
    const { code, stderr } = await list('--config', 'broken.config.mjs')
    expect(code).to.equal(2)
    expect(stderr).to.contain('broken.config.mjs:1').and.contain('there is no file "./gone.ts"')
  })
})
