import { expect } from 'chai'
import type { ClientSettings } from '../../../src/commands/doctor/client-settings.ts'
import { checkLogin, type LoginFacts } from '../../../src/commands/doctor/login.ts'

const file = '/srv/project/.claude/settings.json'
const settings = (more: Partial<ClientSettings>): ClientSettings => ({
  scope: 'project',
  file,
  env: {},
  apiKeyHelper: false,
  ...more,
})
const check = (facts: Partial<LoginFacts>) =>
  checkLogin({
    settings: [],
    shell: {},
    isSignedIn: false,
    needsLogin: true,
    isAnthropic: true,
    hasKey: false,
    evaluation: 'eval "$(claudecodex env)"',
    ...facts,
  })
const verdicts = (facts: Partial<LoginFacts>) => check(facts).map(({ verdict }) => verdict)

describe('the check of the login, where Anthropic answers', () => {
  it('is content with a sign-in, a key, a helper', () => {
    expect(verdicts({ isSignedIn: true })).to.deep.equal(['ok'])
    expect(verdicts({ shell: { ANTHROPIC_API_KEY: 'sk-ant-1' } })).to.deep.equal(['ok'])
    expect(verdicts({ settings: [settings({ apiKeyHelper: true })] })).to.deep.equal(['ok'])
  })
  it('warns where there is nothing', () => {
    expect(verdicts({})).to.deep.equal(['warning'])
    expect(check({})[0]?.fix).to.contain('/login')
    expect(verdicts({ hasKey: true })).to.deep.equal(['warning'])
  })
  it('warns of a key that comes before a sign-in', () => {
    const [found] = check({ isSignedIn: true, shell: { ANTHROPIC_API_KEY: 'sk-ant-1' } })
    expect(found?.verdict).to.equal('warning')
    expect(found?.fix).to.contain('unset ANTHROPIC_API_KEY')
    const inFile = { isSignedIn: true, settings: [settings({ env: { ANTHROPIC_API_KEY: 'sk-ant-1' } })] }
    expect(check(inFile)[0]?.text).to.contain(file)
    expect(check(inFile)[0]?.fix).to.contain('remove env.ANTHROPIC_API_KEY')
  })
  it('fails where a token of another place goes to Anthropic', () => {
    const [found] = check({ isSignedIn: true, shell: { ANTHROPIC_AUTH_TOKEN: 'team-token' } })
    expect(found).to.include({ verdict: 'failure', fix: 'unset ANTHROPIC_AUTH_TOKEN' })
    const [ours] = check({ shell: { ANTHROPIC_AUTH_TOKEN: 'claudecodex' } })
    expect(ours?.text).to.contain('claudecodex env')
    const [inFile] = check({ settings: [settings({ env: { ANTHROPIC_AUTH_TOKEN: 'any' } })] })
    expect(inFile?.fix).to.contain('remove env.ANTHROPIC_AUTH_TOKEN')
  })
  it('bears a token of Anthropic’s own, and any where a server between wants it', () => {
    expect(verdicts({ shell: { ANTHROPIC_AUTH_TOKEN: 'sk-ant-oat01-1' } })).to.deep.equal(['ok'])
    expect(verdicts({ isAnthropic: false, shell: { ANTHROPIC_AUTH_TOKEN: 'team-token' } })).to.deep.equal([
      'ok',
    ])
  })
  it('warns of a key and a token, both of which are sent', () => {
    const shell = { ANTHROPIC_API_KEY: 'sk-ant-1', ANTHROPIC_AUTH_TOKEN: 'sk-ant-oat01-1' }
    const [found] = check({ shell })
    expect(found?.verdict).to.equal('warning')
    expect(found?.text).to.contain('both')
  })
  it('prints no credentials', () => {
    const shell = { ANTHROPIC_API_KEY: 'canary-key', ANTHROPIC_AUTH_TOKEN: 'canary-token' }
    expect(JSON.stringify(check({ isSignedIn: true, shell }))).not.to.contain('canary')
  })
})

describe('the check of the login, where another backend answers', () => {
  const other = { needsLogin: false, isAnthropic: false }

  it('is content with whatever makes the client start', () => {
    expect(verdicts({ ...other, isSignedIn: true })).to.deep.equal(['ok'])
    expect(verdicts({ ...other, shell: { ANTHROPIC_AUTH_TOKEN: 'claudecodex' } })).to.deep.equal(['ok'])
    expect(verdicts({ ...other, settings: [settings({ apiKeyHelper: true })] })).to.deep.equal(['ok'])
  })
  it('is content where the proxy’s commands will set one', () =>
    expect(verdicts(other)).to.deep.equal(['ok']))
  it('warns where the client is led here with nothing, and will not start', () => {
    const [found] = check({ ...other, shell: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:8082' } })
    expect(found?.verdict).to.equal('warning')
    expect(found?.fix).to.contain('ANTHROPIC_AUTH_TOKEN=claudecodex')
  })
})
