import { expect } from 'chai'
import { checkAddress, checkDetours, checkWebProxy } from '../../../src/commands/doctor/address.ts'
import type { ClientView } from '../../../src/commands/doctor/client-settings.ts'

type Variables = Readonly<Record<string, string>>

const file = '/srv/project/.claude/settings.json'
const view = (shell: Variables, env?: Variables): ClientView => ({
  shell,
  settings: env ? [{ scope: 'project', file, env, apiKeyHelper: false }] : [],
})

describe('the check of the address', () => {
  const check = (shell: Variables, env?: Variables, isRunning = false) =>
    checkAddress({ ...view(shell, env), port: 8082, isRunning, evaluation: 'eval "$(claudecodex env)"' })

  for (const address of ['http://127.0.0.1:8082', 'http://localhost:8082/', 'http://[::1]:8082']) {
    it(`is content with ${address}`, () =>
      expect(check({ ANTHROPIC_BASE_URL: address }).verdict).to.equal('ok'))
  }
  for (const address of [
    'http://127.0.0.1:9000',
    'https://127.0.0.1:8082',
    'http://llm.example:8082',
    'https://llm.example',
  ]) {
    it(`warns of ${address}, which is not where the proxy is`, () => {
      const found = check({ ANTHROPIC_BASE_URL: address })
      expect(found.verdict).to.equal('warning')
      expect(found.fix).to.contain('eval "$(claudecodex env)"')
    })
  }
  for (const [address, shown] of [
    ['localhost:8082', 'localhost:8082'],
    ['nonsense', 'no URL'],
  ] as const) {
    it(`fails for ${address}, which is no address of a server`, () => {
      const found = check({ ANTHROPIC_BASE_URL: address })
      expect(found.verdict).to.equal('failure')
      expect(found.text).to.contain(`is ${shown}, which lacks its http://`)
      expect(found.fix).to.equal('make it http://127.0.0.1:8082')
    })
  }
  it('fails for a path, behind which the client puts its own', () => {
    const found = check({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:8082/v1' })
    expect(found.verdict).to.equal('failure')
    expect(found.text).to.contain('http://127.0.0.1:8082/v1').and.to.contain('/v1/messages')
    expect(check({}, { ANTHROPIC_BASE_URL: 'http://localhost:8082/v1' }).verdict).to.equal('failure')
  })
  it('shows no credentials of an address', () => {
    const found = check({ ANTHROPIC_BASE_URL: 'https://ann:secret@llm.example/v1?key=secret' })
    expect(found.text).to.contain('https://llm.example/v1')
    expect(JSON.stringify(found)).not.to.contain('secret')
  })
  it('fails where a file sends the client elsewhere, and names file and key', () => {
    const found = check(
      { ANTHROPIC_BASE_URL: 'http://127.0.0.1:8082' },
      { ANTHROPIC_BASE_URL: 'https://llm.example' },
    )
    expect(found.verdict).to.equal('failure')
    expect(found.text).to.contain(file).and.to.contain('env.ANTHROPIC_BASE_URL')
    expect(found.fix).to.contain('http://127.0.0.1:8082')
  })
  it('says of a file that leads here what it hides', () => {
    const found = check({}, { ANTHROPIC_BASE_URL: 'http://127.0.0.1:8082' })
    expect(found.verdict).to.equal('ok')
    expect(found.text).to.contain('claudecodex run')
  })
  it('warns of a shell that knows nothing of the proxy that runs', () => {
    expect(check({}, undefined, true).verdict).to.equal('warning')
    expect(check({}, undefined, false).verdict).to.equal('ok')
  })
})

describe('the check of detours', () => {
  it('finds the variables that lead to a cloud', () => {
    const [ofShell] = checkDetours(view({ CLAUDE_CODE_USE_BEDROCK: '1' }))
    expect(ofShell).to.include({ check: 'address', verdict: 'warning' })
    expect(ofShell?.fix).to.contain('unset CLAUDE_CODE_USE_BEDROCK')
    const [ofFile] = checkDetours(view({}, { CLAUDE_CODE_USE_VERTEX: 'true' }))
    expect(ofFile).to.include({ verdict: 'failure', fix: 'remove env.CLAUDE_CODE_USE_VERTEX there' })
    expect(ofFile?.text).to.contain(file)
  })
  it('bears those that are switched off', () => {
    expect(checkDetours(view({ CLAUDE_CODE_USE_BEDROCK: '0', CLAUDE_CODE_USE_FOUNDRY: '' }))).to.deep.equal(
      [],
    )
    expect(
      checkDetours(view({ CLAUDE_CODE_USE_BEDROCK: '1' }, { CLAUDE_CODE_USE_BEDROCK: '0' })),
    ).to.deep.equal([])
  })
})

describe('the check of the web proxy', () => {
  const proxy = { HTTP_PROXY: 'http://proxy.example:3128' }

  it('has nothing to say where there is none', () =>
    expect(checkWebProxy(view({ NO_PROXY: 'x' }))).to.equal(undefined))
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']) {
    it(`warns of ${name} without an exception`, () => {
      const found = checkWebProxy(view({ [name]: 'http://proxy.example:3128' }))
      expect(found?.verdict).to.equal('warning')
      expect(found?.text).to.contain(name)
    })
  }
  for (const [list, verdict] of [
    ['127.0.0.1', 'ok'],
    ['corp.example, 127.0.0.1', 'ok'],
    ['*', 'ok'],
    ['localhost', 'warning'],
    ['corp.example,*', 'warning'],
    ['127.0.0.10', 'warning'],
  ] as const) {
    it(`takes NO_PROXY=${list} for ${verdict}`, () => {
      expect(checkWebProxy(view({ ...proxy, NO_PROXY: list }))?.verdict).to.equal(verdict)
      expect(checkWebProxy(view({ ...proxy, no_proxy: list }))?.verdict).to.equal(verdict)
    })
  }
  it('wants both spellings to say so, where there are two', () =>
    expect(checkWebProxy(view({ ...proxy, NO_PROXY: '127.0.0.1', no_proxy: 'localhost' }))?.verdict).to.equal(
      'warning',
    ))
  it('names the file where a file sets the list', () => {
    const found = checkWebProxy(view(proxy, { NO_PROXY: 'corp.example' }))
    expect(found?.fix).to.contain('env.NO_PROXY').and.to.contain(file)
  })
  it('never shows the proxy, whose address may hold a password', () => {
    const found = checkWebProxy(view({ HTTP_PROXY: 'http://ann:secret@proxy.example' }))
    expect(JSON.stringify(found)).not.to.contain('secret')
  })
})
