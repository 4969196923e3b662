import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

describe('claudecodex init', function () {
  this.timeout(60_000)
  let workshop: Workshop
  beforeEach(async () => {
    workshop = await Workshop.create()
  })
  afterEach(() => workshop?.remove())

  const written = () => readFile(join(workshop.work, 'claudecodex.config.ts'), 'utf8')
  const init = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    workshop.run(['init', ...words], environment)

  it('writes what the next start loads, and names the two commands that come next', async () => {
    const { code, stdout, stderr } = await init(['--yes', '--backend', 'demo'])
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(stdout).to.contain('claudecodex.config.ts is written: demo, which is no model.')
    expect(stdout).to.match(/ doctor\n.*\n.* run\n/)
    const doctor = await workshop.run(['doctor', '--offline', '--port', '0'])
    expect(doctor.code, doctor.stdout).to.equal(0)
    expect(doctor.stdout).to.contain('demo, no network (chosen by the configuration)')
  })
  it('takes the defaults where there is no terminal to ask in, and says so', async () => {
    const { code, stderr } = await init([], { LLM_BACKEND: 'openai', OPENAI_API_KEY: 'sk-canary' })
    expect(code).to.equal(0)
    expect(stderr).to.contain('no terminal')
    expect(await written()).to.contain("openai: { use: 'openai', model: 'gpt-5.1' }")
    expect(await written()).not.to.contain('canary')
  })
  it('leaves Anthropic the client’s own model and sign-in', async () => {
    expect((await init(['--yes'])).stdout).to.contain('anthropic, the one that the client names')
    expect(await written()).to.contain("anthropic: { use: 'anthropic' }")
  })
  it('replaces nothing without --force', async () => {
    await workshop.write('claudecodex.config.ts', 'mine')
    const refused = await init(['--yes', '--backend', 'demo'])
    expect(refused.code).to.equal(2)
    expect(refused.stderr).to.contain('claudecodex.config.ts is there already; --force replaces it')
    expect(await written()).to.equal('mine')
    expect((await init(['--yes', '--backend', 'demo', '--force'])).code).to.equal(0)
    expect(await written()).to.contain("backend: 'demo'")
  })
  it('says of a configuration in another form that it would be hidden', async () => {
    await workshop.write('claudecodex.config.yaml', 'backend: demo')
    const { code, stderr } = await init(['--yes'])
    expect(code).to.equal(2)
    expect(stderr).to.contain('claudecodex.config.yaml is there already').and.to.contain('comes first')
  })
  it('takes both answers as flags, and says what is still missing', async () => {
    const { stdout, stderr } = await init(['--backend', 'gpt', '--model', 'openai:gpt-5-mini'])
    expect(stderr).to.equal('')
    expect(stdout).to.contain('OPENAI_API_KEY is not set yet')
    expect(await written()).to.contain("openai: { use: 'openai', model: 'gpt-5-mini' }")
  })
  it('says what comes before the file', async () => {
    const { stdout } = await init(['--yes', '--backend', 'demo'], { LLM_BACKEND: 'anthropic' })
    expect(stdout).to.contain('LLM_BACKEND is anthropic in this shell')
  })
  it('takes the backend from a model that is named with it', async () => {
    const { stdout } = await init(['--yes', '--model', 'local:qwen3-coder:30b'])
    expect(stdout).to.contain('ollama, qwen3-coder:30b')
    expect(await written()).to.contain("ollama: { use: 'ollama', model: 'qwen3-coder:30b' }")
  })
  it('refuses names that are empty, and a model that is none', async () => {
    for (const words of [
      ['--model', ''],
      ['--backend', ' '],
      ['--model', 'ollama:'],
    ]) {
      expect((await init(['--yes', ...words])).code, words.join()).to.equal(2)
    }
  })
  it('says of a key in package.json that it would be hidden', async () => {
    await workshop.write('package.json', '{ "claudecodex": { "backend": "demo" } }')
    const { code, stderr } = await init(['--yes'])
    expect(code).to.equal(2)
    expect(stderr).to.contain('package.json has a key claudecodex already').and.to.contain('comes first')
    await workshop.write('package.json', '{ "name": "mine" }')
    expect((await init(['--yes', '--backend', 'demo'])).code).to.equal(0)
  })
  it('writes one for any compatible server, and says what is still missing', async () => {
    const { stdout, code } = await init(['--backend', 'openai_compatible', '--model', 'm'])
    expect(code).to.equal(0)
    expect(stdout).to.contain('OPENAICOMPATIBLE_API_KEY is not set yet')
    expect(await written()).to.contain("openai_compatible: { use: 'openai_compatible', model: 'm' }")
  })
  it('refuses a backend that there is not, and a model that nobody names', async () => {
    const unknown = await init(['--backend', 'opnai', '--yes'])
    expect(unknown.code).to.equal(2)
    expect(unknown.stderr).to.contain('did you mean "openai"?')
    const nameless = await init(['--backend', 'lmstudio', '--yes'])
    expect(nameless.code).to.equal(2)
    expect(nameless.stderr).to.contain('name one with --model')
  })
})
