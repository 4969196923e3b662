import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { memoryVariable } from '../../src/commands/restoring.ts'
import { Workshop } from '../support/command-line.ts'

/** The variables of a real bash after it has run a script. */
function afterBash(script: string, environment: Readonly<Record<string, string>>): Record<string, string> {
  const print = `"${process.execPath}" -p 'JSON.stringify(process.env)'`
  const text = execFileSync('bash', ['--norc', '-c', `${script}\n${print}`], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  })
  const { SHLVL: _, _: __, PWD: ___, ...variables } = JSON.parse(text) as Record<string, string>
  return variables
}

describe('claudecodex env', function () {
  this.timeout(30_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create({
      'claudecodex.config.json': JSON.stringify({ server: { port: 9, clientKey: "it's a key" } }),
    })
  })
  after(() => workshop.remove())

  const user = {
    ANTHROPIC_MODEL: 'opus',
    NO_PROXY: 'corp.example',
    ANTHROPIC_CUSTOM_HEADERS: 'X-Team: blue',
    CLAUDE_CODE_USE_BEDROCK: '1',
  }

  it('sets for bash what leads a client here, and takes it all back', async () => {
    const set = await workshop.run(['env', '--backend', 'demo', '--shell', 'bash'], user)
    expect(set.code, set.stderr).to.equal(0)
    const variables = afterBash(`eval "$(cat <<'END'\n${set.stdout}END\n)"`, user)
    expect(variables).to.include({
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      ANTHROPIC_AUTH_TOKEN: 'claudecodex',
      ANTHROPIC_MODEL: 'demo:demo',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'demo:demo',
      CLAUDE_CODE_GATEWAY_HINT_HEADERS: '1',
      ANTHROPIC_CUSTOM_HEADERS: "X-Team: blue\nx-claudecodex-key: it's a key",
      NO_PROXY: 'corp.example,127.0.0.1,localhost',
    })
    expect(variables).not.to.have.property('CLAUDE_CODE_USE_BEDROCK')

    const { PATH: _, ...mine } = variables
    const back = await workshop.run(['env', '--unset', '--shell', 'bash'], mine)
    const restored = afterBash(back.stdout, variables)
    expect(restored).to.deep.equal({ PATH: process.env.PATH, ...user })
  })
  it('replaces what it has set before', async () => {
    const first = await workshop.run(['env', '--backend', 'demo', '--shell', 'bash'])
    const { PATH: _, ...variables } = afterBash(first.stdout, {})
    const second = await workshop.run(['env', '--backend', 'anthropic', '--shell', 'bash'], variables)
    const after = afterBash(second.stdout, variables)
    expect(after).to.include({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' })
    expect(after).not.to.have.any.keys('ANTHROPIC_MODEL', 'ANTHROPIC_AUTH_TOKEN')
    expect(JSON.parse(after[memoryVariable] ?? '')).to.have.property('ANTHROPIC_BASE_URL', null)
  })
  it('writes for the shell in use, and says on stderr that nobody answers yet', async () => {
    const { stdout, stderr } = await workshop.run(['env', '--port', '1'], { SHELL: '/usr/bin/fish' })
    expect(stdout).to.contain("set -gx ANTHROPIC_BASE_URL 'http://127.0.0.1:1';\n")
    expect(stderr).to.contain('no claudecodex answers on port 1 yet')
  })
  it('fits the proxy that runs, whatever the configuration says', async () => {
    const server = createServer((request, response) => {
      const known = request.headers['x-claudecodex-key'] === "it's a key"
      const health = { name: 'claudecodex', version: '2.0.0', backend: { name: 'demo', model: 'demo' } }
      response.writeHead(known ? 200 : 401).end(JSON.stringify(known ? health : {}))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const { stdout, stderr } = await workshop.run(['env', '--port', String(port), '--shell', 'zsh'])
      expect(stdout).to.contain('export ANTHROPIC_MODEL=demo:demo;')
      expect(stderr).to.equal('')
    } finally {
      server.close()
    }
  })
  it('sets nothing where another server would get the credentials', async () => {
    const server = createServer((_request, response) => response.writeHead(404, { server: 'nginx' }).end())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const { code, stdout, stderr } = await workshop.run(['env', '--port', String(port)])
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
      expect(stderr).to.contain(`port ${port} belongs to a server that calls itself nginx`)
    } finally {
      server.close()
    }
  })
  it('says that the proxy wants another client key', async () => {
    const server = createServer((request, response) => {
      const open = request.url === '/'
      response.writeHead(open ? 200 : 401)
      response.end(open ? JSON.stringify({ name: 'claudecodex', version: '2.0.0' }) : '{}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const words = ['env', '--port', String(port)]
    try {
      const wrong = await workshop.run(words)
      expect(wrong.stderr).to.contain(
        `the claudecodex on port ${port} wants a client key, and refuses that of`,
      )
      const none = await workshop.run([...words, '--no-config'])
      expect(none.stderr).to.contain('and the configuration here has none: run this in its folder')
      expect(none.stdout).to.contain(`export ANTHROPIC_BASE_URL=http://127.0.0.1:${port};`)
    } finally {
      server.close()
    }
  })
  it('names the address that the server is bound to', async () => {
    await workshop.write(
      'elsewhere.json',
      JSON.stringify({ server: { port: 0, host: '127.0.0.2', clientKey: 'k' }, backend: 'demo' }),
    )
    const { stdout, stderr } = await workshop.run(['env', '--config', 'elsewhere.json', '--shell', 'bash'])
    expect(stdout).to.contain('http://127.0.0.2:0').and.contain("NO_PROXY='127.0.0.2,127.0.0.1,localhost'")
    expect(stderr).to.contain('takes any free port')
  })
})
