import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'
import { type ScriptedServer, startScriptedServer } from '../support/strict/scripted-server.ts'

interface Report {
  readonly version: string
  readonly verdict: string
  readonly findings: readonly { readonly check: string; readonly verdict: string; readonly text: string }[]
}

describe('claudecodex doctor', function () {
  this.timeout(60_000)
  let workshop: Workshop
  let ollama: ScriptedServer
  before(async () => {
    workshop = await Workshop.create()
    const pages: Readonly<Record<string, unknown>> = {
      '/v1/models': { data: [{ id: 'qwen3-coder:30b' }] },
      '/api/show': { capabilities: ['completion', 'tools'], model_info: { 'qwen3.context_length': 262_144 } },
      '/api/ps': { models: [{ name: 'qwen3-coder:30b', context_length: 4_096 }] },
    }
    ollama = await startScriptedServer({
      last: ({ path }) => (pages[path] ? { pieces: [JSON.stringify(pages[path])] } : undefined),
    })
  })
  after(async () => {
    await workshop?.remove()
    await ollama?.close()
  })

  const report = async (words: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr, code } = await workshop.run(['doctor', '--json', ...words], environment)
    expect(stderr).to.equal('')
    const { findings, ...rest } = JSON.parse(stdout) as Report
    return { ...rest, code, of: (check: string) => findings.filter(found => found.check === check) }
  }

  it('finds nothing wrong with the demo, whose warnings are no failure', async () => {
    const found = await report(['--backend', 'demo', '--port', '0'])
    expect(found.code).to.equal(0)
    expect(found.verdict).to.be.oneOf(['ok', 'warning'])
    expect(found.of('backend')[0]?.text).to.contain('demo, no network')
  })
  it('prints a line for each finding, and ends with a code of its own where something does not work', async () => {
    await workshop.write('claudecodex.config.json', '{ "server": { "prot": 1 } }')
    const { stdout, code } = await workshop.run(['doctor', '--offline'])
    await workshop.write('claudecodex.config.json', '{}')
    expect(code).to.equal(4)
    expect(stdout).to.match(/^claudecodex doctor \d/)
    expect(stdout).to.match(/\n✗ configuration .*claudecodex\.config\.json:1: server\.prot: unknown key/)
    expect(stdout).to.match(/\n1 failure/)
  })
  it('knows what a backend lacks, and looks at the rest all the same', async () => {
    const found = await report(['--backend', 'openai', '--port', '0'])
    expect(found.code).to.equal(4)
    expect(found.of('backend')[0]).to.include({ verdict: 'failure' })
    expect(found.of('backend')[0]?.text).to.contain('OPENAI_API_KEY')
    expect(found.of('port')[0]?.verdict).to.equal('ok')
  })
  it('knows another server on the port', async () => {
    const found = await report(['--backend', 'demo', '--port', String(ollama.port)])
    expect(found.code).to.equal(4)
    expect(found.of('port')[0]?.text).to.contain(`${ollama.port} is taken`)
  })
  it('reads the settings of the client in its home and in the folder', async () => {
    await workshop.write(
      '.claude/settings.json',
      JSON.stringify({ env: { ANTHROPIC_BASE_URL: 'https://llm.example', ANTHROPIC_API_KEY: 'canary-key' } }),
    )
    await workshop.write(
      '../home/.claude/settings.json',
      JSON.stringify({ apiKeyHelper: '/bin/key', env: { ANTHROPIC_MODEL: 'opus' } }),
    )
    const found = await report(['--backend', 'demo', '--offline'])
    await workshop.write('.claude/settings.json', '{}')
    await workshop.write('../home/.claude/settings.json', '{}')
    expect(found.of('address')[0]?.verdict).to.equal('failure')
    const texts = found.of('settings').map(({ text }) => text)
    expect(texts[0]).to.contain('.claude/settings.json: env.ANTHROPIC_API_KEY')
    expect(texts[1]).to.contain('~/.claude/settings.json: env.ANTHROPIC_MODEL (opus)')
    expect(texts[2]).to.contain('apiKeyHelper')
    expect(JSON.stringify(texts)).not.to.contain('canary')
  })
  it('asks Ollama for the context of the model', async () => {
    await workshop.write(
      'local.config.json',
      JSON.stringify({
        backend: 'ollama',
        backends: { ollama: { use: 'ollama', baseUrl: `${ollama.url}/v1` } },
      }),
    )
    const words = ['--config', 'local.config.json', '--port', '0']
    const found = await report([...words, '--model', 'qwen3-coder:30b'])
    expect(found.of('context')[0]).to.include({ verdict: 'warning' })
    expect(found.of('context')[0]?.text).to.contain('4,096 tokens')
    expect(found.of('model')[0]?.verdict).to.equal('ok')
    const without = await report(words)
    expect(without.of('model')[0]?.verdict).to.equal('failure')
    expect(without.code).to.equal(4)
  })
  it('tells the key of a backend, and never what it is', async () => {
    const { stdout } = await workshop.run(['doctor', '--backend', 'openai', '--offline'], {
      OPENAI_API_KEY: 'sk-canary-0123456789',
    })
    expect(stdout).to.contain('OPENAI_API_KEY is set')
    expect(stdout).not.to.contain('canary')
  })
})
