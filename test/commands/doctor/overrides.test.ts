import { expect } from 'chai'
import type { ClientSettings } from '../../../src/commands/doctor/client-settings.ts'
import { checkOverrides, type OverrideFacts } from '../../../src/commands/doctor/overrides.ts'

const canary = 'sk-canary-0123456789'
const file = '/srv/project/.claude/settings.json'
const settings = (more: Partial<ClientSettings> = {}): ClientSettings => ({
  scope: 'project',
  file,
  env: {},
  apiKeyHelper: false,
  ...more,
})
const check = (more: Partial<ClientSettings>, facts: Partial<OverrideFacts> = {}) =>
  checkOverrides({
    settings: [settings(more)],
    shell: {},
    backends: ['anthropic', 'openai', 'ollama'],
    isNative: false,
    ...facts,
  })

describe('the check of Claude Code’s settings', () => {
  it('is content where there are none, or none that matter', () => {
    expect(check({}, { settings: [] })[0]?.text).to.contain('none')
    expect(check({ env: { DISABLE_TELEMETRY: '1' } })).to.deep.equal([
      { check: 'settings', verdict: 'ok', text: 'nothing in them stands in the way' },
    ])
  })
  it('names file and key of credentials, and not the credentials', () => {
    const found = check({ env: { ANTHROPIC_API_KEY: canary, ANTHROPIC_AUTH_TOKEN: canary } })
    expect(found).to.have.length(1)
    expect(found[0]?.verdict).to.equal('warning')
    expect(found[0]?.text).to.contain(`${file}: env.ANTHROPIC_API_KEY, env.ANTHROPIC_AUTH_TOKEN come`)
    expect(JSON.stringify(found)).not.to.contain(canary)
  })
  it('warns of a model without its backend, where a translating backend answers', () => {
    const env = { ANTHROPIC_MODEL: 'opus', ANTHROPIC_DEFAULT_HAIKU_MODEL: 'ollama:qwen3-coder:30b' }
    const [found] = check({ env })
    expect(found?.verdict).to.equal('warning')
    expect(found?.text).to.contain('env.ANTHROPIC_MODEL (opus)').and.not.to.contain('qwen3-coder')
    expect(check({ env: { ANTHROPIC_MODEL: 'openai:gpt-5.1' } })[0]?.verdict).to.equal('ok')
    expect(check({ env: { ANTHROPIC_MODEL: 'llama3.2:1b' } })[0]?.verdict).to.equal('warning')
  })
  it('warns of a model of another backend, where Anthropic answers', () => {
    expect(check({ env: { ANTHROPIC_MODEL: 'opus' } }, { isNative: true })[0]?.verdict).to.equal('ok')
    const [found] = check({ env: { ANTHROPIC_MODEL: 'openai:gpt-5.1' } }, { isNative: true })
    expect(found?.verdict).to.equal('warning')
  })
  it('names apiKeyHelper', () => {
    const [found] = check({ apiKeyHelper: true })
    expect(found?.verdict).to.equal('warning')
    expect(found?.text).to.contain(file).and.to.contain('apiKeyHelper')
  })
  it('names what cannot be read', () => {
    const [found] = check({ fault: 'it is no JSON' })
    expect(found?.text).to.equal(`${file}: it is no JSON, so Claude Code ignores it`)
  })
})

describe('the check of forceLoginMethod', () => {
  const forced = { forceLoginMethod: 'claudeai' }

  it('is content with that of a user or a project', () => {
    const [found] = check(forced)
    expect(found?.verdict).to.equal('ok')
    expect(found?.text).to.contain(file).and.to.contain('forceLoginMethod (claudeai)')
  })
  it('fails where an administrator’s meets a key or a token', () => {
    for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']) {
      const [found] = check({ ...forced, scope: 'managed' }, { shell: { [name]: canary } })
      expect(found?.verdict, name).to.equal('failure')
      expect(found?.fix).to.contain(`unset ${name}`)
    }
  })
  it('warns where the proxy’s own commands would set a token', () => {
    expect(check({ ...forced, scope: 'managed' })[0]?.verdict).to.equal('warning')
    expect(check({ ...forced, scope: 'managed' }, { isNative: true })[0]?.verdict).to.equal('ok')
  })
})

describe('the check of allowedProviders', () => {
  it('fails where an administrator allows no address of one’s own', () => {
    const [found] = check({ scope: 'managed', allowedProviders: ['anthropic'] })
    expect(found?.verdict).to.equal('failure')
    expect(found?.text).to.contain('allowedProviders')
  })
  it('is content where the same file names the address, or where nobody listens to it', () => {
    const allowed = {
      scope: 'managed',
      allowedProviders: ['customEndpoint'],
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:8082' },
    } as const
    expect(check(allowed)[0]?.verdict).to.equal('ok')
    expect(check({ allowedProviders: ['anthropic'] })[0]?.verdict).to.equal('ok')
  })
})
