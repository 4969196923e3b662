import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

/** A client that asks once, prints what it was given, and ends as its first argument says. */
const client = `#!/usr/bin/env node
const [end, ...rest] = process.argv.slice(2)
const { ANTHROPIC_BASE_URL: url, ANTHROPIC_MODEL: model, ANTHROPIC_AUTH_TOKEN: token, NO_PROXY } = process.env
const question = { model, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] }
const answer = await fetch(url + '/v1/messages', { method: 'POST', body: JSON.stringify(question) })
const { type } = await answer.json()
console.log(JSON.stringify({ url, model, token, NO_PROXY, rest, type }))
if (end === 'die') process.kill(process.pid, 'SIGKILL')
if (end === 'wait') {
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(5) })
  process.on('SIGINT', () => { console.log('interrupted'); process.exit(6) })
  console.log('waiting')
  setInterval(() => {}, 1_000)
} else process.exitCode = Number(end)
`

describe('claudecodex run', function () {
  this.timeout(40_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create({ 'client.mjs': client })
  })
  after(() => workshop.remove())

  const command = (end: string, ...rest: readonly string[]) =>
    ['run', '--backend', 'demo', process.execPath, 'client.mjs', end, ...rest] as const

  it('gives the client an environment that leads to a proxy, its own flags, and gives its exit code back', async () => {
    const { code, stdout, stderr } = await workshop.run(command('7', '--model', 'x', '-v'))
    expect(code, stderr).to.equal(7)
    expect(JSON.parse(stdout)).to.deep.include({
      model: 'demo:demo',
      token: 'claudecodex',
      NO_PROXY: '127.0.0.1,localhost',
      rest: ['--model', 'x', '-v'],
      type: 'message',
    })
  })
  it('sums up on stderr what has passed, when the client has gone', async () => {
    const { code, stdout, stderr } = await workshop.run([
      'run',
      '--backend',
      'demo',
      '--',
      process.execPath,
      'client.mjs',
      '0',
    ])
    expect(code).to.equal(0)
    expect(stdout.trim().split('\n')).to.have.length(1)
    expect(stderr).to.match(/^claudecodex · 1 exchange in .+ · demo\n/)
    expect(stderr)
      .to.match(/models +demo:demo ×1\n/)
      .and.match(/tokens +\d+ in, \d+ out\n/)
  })
  it('ends as a client that is killed, with 128 and the number of the signal', async () => {
    const { code, stderr } = await workshop.run(command('die'))
    expect(code).to.equal(137)
    expect(stderr).to.contain('1 exchange')
  })
  it('hands SIGTERM on, and leaves SIGINT to the terminal, which sends it to the client itself', async () => {
    const running = workshop.start(command('wait'))
    await running.waitFor(/waiting/)
    running.process.kill('SIGINT')
    running.process.kill('SIGTERM')
    const { code, stdout } = await running.finished()
    expect(code).to.equal(5)
    expect(stdout).to.contain('asked to end').and.not.contain('interrupted')
  })
  it('says which program is not there', async () => {
    const { code, stdout, stderr } = await workshop.run(['run', '--backend', 'demo', 'no-such-client'])
    expect({ code, stdout }).to.deep.equal({ code: 127, stdout: '' })
    expect(stderr).to.equal(
      'claudecodex: there is no program no-such-client: name one on the PATH, or give its path\n',
    )
  })
  it('says which program cannot be started', async () => {
    await workshop.write('plain.txt', 'no program')
    const { code, stderr } = await workshop.run(['run', '--backend', 'demo', './plain.txt'])
    expect(code).to.equal(126)
    expect(stderr).to.contain('./plain.txt cannot be run')
  })
  it('starts claude where no client is named, and says how to name one', async () => {
    const { code, stderr } = await workshop.run(['run', '--backend', 'demo'], { PATH: workshop.home })
    expect(code).to.equal(127)
    expect(stderr).to.contain('Claude Code is not on the PATH')
  })
  it('starts no client under a configuration that is wrong', async () => {
    const { code, stdout, stderr } = await workshop.run([
      'run',
      '--backend',
      'nobody',
      process.execPath,
      'client.mjs',
      '0',
    ])
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
    expect(stderr).to.contain('nobody')
  })
  it('keeps the monitor off a terminal that is the client’s', async () => {
    await workshop.write('monitored.json', JSON.stringify({ backend: 'demo', plugins: ['log'] }))
    const { code, stdout } = await workshop.run([
      'run',
      '--config',
      'monitored.json',
      process.execPath,
      'client.mjs',
      '0',
    ])
    expect(code).to.equal(0)
    expect(stdout.trim().split('\n')).to.have.length(1)
  })
})
