import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { type Running, urlOf, Workshop } from '../support/command-line.ts'

const question = (text: string, stream = false) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    model: 'demo',
    max_tokens: 500,
    stream,
    messages: [{ role: 'user', content: text }],
  }),
})

describe('claudecodex serve', function () {
  this.timeout(40_000)
  let workshop: Workshop
  beforeEach(async () => {
    workshop = await Workshop.create()
  })
  afterEach(() => workshop.remove())

  const demo = (...words: readonly string[]): Running =>
    workshop.start(['--backend', 'demo', '--port', '0', ...words])

  it('says where it is and what answers, with lines to paste that work', async () => {
    const running = demo()
    const url = await urlOf(running)
    const [, body = ''] = await running.waitFor(/-d '(.+)'\n/)
    const { stdout } = running.output.text()
    expect(stdout).to.contain(`claudecodex 2.0.0  ${url}\n`)
    expect(stdout)
      .to.match(/config +none\n/)
      .and.match(/backend +demo.* \(chosen by --backend\)\n/)
    expect(stdout).to.contain(`${url}/health\n`)
    expect(stdout).to.contain(
      `ANTHROPIC_BASE_URL=${url} ANTHROPIC_AUTH_TOKEN=claudecodex ANTHROPIC_MODEL=demo:demo `,
    )
    expect(stdout).to.contain(`curl -N ${url}/v1/messages -H 'content-type: application/json' -d '${body}'\n`)
    const answer = await fetch(`${url}/v1/messages`, { ...question(''), body })
    expect(await answer.text()).to.contain('event: message_stop')
    await running.waitFor(/✓.*demo/)
  })
  it('ends with 130 at Ctrl-C, and with 0 when it is asked to by SIGTERM', async () => {
    const [interrupted, terminated] = [demo(), demo()]
    await Promise.all([urlOf(interrupted), urlOf(terminated)])
    interrupted.process.kill('SIGINT')
    terminated.process.kill('SIGTERM')
    const ends = await Promise.all([interrupted.finished(), terminated.finished()])
    expect(ends[0]).to.include({ code: 130, signal: null })
    expect(ends[1]).to.include({ code: 0, signal: null })
    // One of the two is the first of its home, and says that it records.
    for (const { stderr } of ends)
      expect(stderr).to.match(/^(warning \[record\] every request and answer .*\n)?$/)
  })
  it('lets an answer end before it does', async () => {
    const running = demo()
    const url = await urlOf(running)
    const answer = await fetch(`${url}/v1/messages`, question('Hello', true))
    running.process.kill('SIGINT')
    await running.waitFor(/stopping; one answer is still on the way/)
    expect(await answer.text()).to.contain('event: message_stop')
    expect((await running.finished()).code).to.equal(130)
  })
  it('ends at once at the second Ctrl-C', async () => {
    const running = demo()
    const url = await urlOf(running)
    const answer = await fetch(`${url}/v1/messages`, question('count to 500', true))
    const text = answer.text().catch(() => 'cut off')
    running.process.kill('SIGINT')
    await running.waitFor(/stopping/)
    await new Promise(resolve => setTimeout(resolve, 350))
    running.process.kill('SIGINT')
    expect((await running.finished()).code).to.equal(130)
    await text
  })
  it('prints lines of JSON for other programs, and nothing else', async () => {
    const running = demo('--json')
    const url = await urlOf(running)
    await (await fetch(`${url}/v1/messages`, question('Hello'))).text()
    await running.waitFor(/"kind":"messages"/)
    running.process.kill('SIGTERM')
    const { code, stdout } = await running.finished()
    expect(code).to.equal(0)
    const [start, exchange, ...rest] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
    expect(start).to.deep.include({
      kind: 'start',
      url,
      version: '2.0.0',
      pid: running.process.pid,
      folder: workshop.work,
      configuration: null,
      backend: { name: 'demo', reason: 'chosen by --backend' },
      plugins: ['record', 'log', 'failover'],
    })
    expect(exchange).to.include({ kind: 'messages', outcome: 'answered', backend: 'demo' })
    expect(rest).to.deep.equal([])
  })
  it('names another claudecodex that has the port, and the ways on', async () => {
    const first = demo()
    const { port } = new URL(await urlOf(first))
    const { code, stdout, stderr } = await workshop.run(['--backend', 'demo', '--port', port])
    expect({ code, stdout }).to.deep.equal({ code: 3, stdout: '' })
    expect(stderr).to.contain(`port ${port} is taken by another claudecodex: version 2.0.0, backend demo`)
    expect(stderr).to.contain(`started in ${workshop.work}, process ${first.process.pid}\n`)
    expect(stderr)
      .to.contain(`env --port ${port}`)
      .and.match(/another port: with --port \d+, or --next-port\n/)
    expect(stderr).to.contain(`kill ${first.process.pid}`)
  })
  it('takes the next port where it may', async () => {
    const first = demo()
    const { port } = new URL(await urlOf(first))
    const second = workshop.start(['--backend', 'demo', '--port', port, '--next-port'])
    expect(Number(new URL(await urlOf(second)).port)).to.be.above(Number(port))
  })
  it('names a server of another kind by what that calls itself', async () => {
    const server = createServer((_request, response) => response.writeHead(404, { server: 'nginx' }).end())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const { code, stderr } = await workshop.run(['--backend', 'demo'], { SERVER_PORT: String(port) })
      expect(code).to.equal(3)
      expect(stderr).to.contain(`port ${port} is taken by a server that calls itself nginx\n`)
    } finally {
      server.close()
    }
  })
  it('refuses what it cannot use, with what to change and no stack', async () => {
    await workshop.write('broken.json', '{\n  "server": {\n    "prot": 9\n  }\n}\n')
    await workshop.write(
      'failing.mjs',
      `export default { name: 'mine', apiVersion: 1, setup() { throw new Error('no database') } }`,
    )
    await workshop.write('failing.json', '{ "backend": "demo", "plugins": ["./failing.mjs"] }')
    const cases: readonly (readonly [readonly string[], RegExp, Record<string, string>?])[] = [
      [['--backend', 'demmo'], /--backend: .*demmo.*demo/],
      [['--config', 'broken.json'], /broken\.json:3.*server\.prot.*"port"/],
      [['--config', 'gone.json'], /gone\.json.*no such file/],
      [['--backend', 'demo'], /SERVER_PORT.*"many"/, { SERVER_PORT: 'many' }],
      [['--host', '0.0.0.0'], /clientKey/],
      [['--config', 'failing.json', '--port', '0'], /plugin "mine".*no database/s],
    ]
    const ends = await Promise.all(cases.map(([words, , environment]) => workshop.run(words, environment)))
    for (const [index, { code, stdout, stderr }] of ends.entries()) {
      expect({ code, stdout }, stderr).to.deep.equal({ code: 2, stdout: '' })
      expect(stderr).to.match(cases[index]?.[1] ?? /-/)
      expect(stderr)
        .to.match(/^claudecodex: /m)
        .and.not.contain('node:internal')
    }
  })
})

describe('claudecodex serve, when its configuration is saved', function () {
  this.timeout(40_000)
  const configuration = (more: object) =>
    JSON.stringify({ backend: 'demo', server: { port: 0 }, ...more }, null, 2)
  let workshop: Workshop
  beforeEach(async () => {
    workshop = await Workshop.create({
      'claudecodex.config.json': configuration({}),
      'audit.mjs': `export default { name: 'audit', apiVersion: 1 }`,
    })
  })
  afterEach(() => workshop.remove())
  const plugins = async (url: string): Promise<string> => {
    const health = (await (await fetch(`${url}/health`)).json()) as { plugins: { name: string }[] }
    return health.plugins.map(({ name }) => name).join()
  }

  it('takes it over, and says what is new and what needs a restart', async () => {
    const running = workshop.start(['--verbose'])
    const url = await urlOf(running)
    await running.waitFor(/Ctrl-C/)
    await workshop.write(
      'claudecodex.config.json',
      configuration({ plugins: ['./audit.mjs'], server: { port: 0, allowHosts: ['proxy.test'] } }),
    )
    await running.waitFor(/claudecodex\.config\.json changed: added plugin audit\n/)
    await running.waitFor(/warning server\.allowHosts changed: that needs a restart\n/)
    expect(await plugins(url)).to.equal('record,log,audit,failover')
  })
  it('keeps what runs where the new one is wrong, and says where it broke', async () => {
    const running = workshop.start([])
    const url = await urlOf(running)
    await running.waitFor(/Ctrl-C/)
    await workshop.write('claudecodex.config.json', '{\n  "backend": "demo",\n  "plugins": ["./gone.mjs"]\n}')
    await running.waitFor(
      /error claudecodex\.config\.json changed and cannot be used; what ran before runs on\n.*config\.json:3/,
    )
    expect(await plugins(url)).to.equal('record,log,failover')
    await workshop.write('claudecodex.config.json', configuration({ plugins: ['./audit.mjs'] }))
    await running.waitFor(/added plugin audit/)
    expect(await plugins(url)).to.equal('record,log,audit,failover')
  })
})
