import { expect } from 'chai'
import type { ClientFacts } from '../../src/commands/client-environment.ts'
import { clientLines, questionLine } from '../../src/commands/client-lines.ts'

const facts: ClientFacts = {
  url: 'http://127.0.0.1:9000',
  backend: 'work',
  native: false,
  needsLogin: false,
  model: 'gpt-5.1',
  contextWindow: 400_000,
  backends: ['work'],
}
const own = ['claudecodex']

describe('the lines to paste', () => {
  it('hold what a session needs, and name the command for the rest', () => {
    expect(clientLines(facts, 'bash', {}, own)).to.deep.equal({
      client:
        'ANTHROPIC_BASE_URL=http://127.0.0.1:9000 ANTHROPIC_AUTH_TOKEN=claudecodex ' +
        'ANTHROPIC_MODEL=work:gpt-5.1 CLAUDE_CODE_MAX_CONTEXT_TOKENS=400000 claude --permission-mode acceptEdits',
      start: 'claude --permission-mode acceptEdits',
      variables: 'eval "$(claudecodex env --port 9000)"',
    })
  })
  it('lead past a proxy of the environment', () => {
    const { client } = clientLines({ ...facts, native: true }, 'bash', { https_proxy: 'http://p:1' }, own)
    expect(client).to.contain(' NO_PROXY=')
  })
  it('leave the permission mode to the user where Anthropic’s own API checks actions', () => {
    const { client, start } = clientLines({ ...facts, native: true }, 'bash', {}, own)
    expect(client).to.match(/ claude$/)
    expect(start).to.equal('claude')
  })
  it('have a place for the client key, and show neither it nor other headers of one’s own', () => {
    const keyed = { ...facts, clientKey: 'key-1' }
    const environment = { ANTHROPIC_CUSTOM_HEADERS: 'X-Team: blue' }
    const { client, variables } = clientLines(keyed, 'bash', environment, own)
    expect(client).to.contain(" ANTHROPIC_CUSTOM_HEADERS='x-claudecodex-key: YOUR_KEY' ")
    const question = questionLine(keyed, 'bash') + questionLine(keyed, 'powershell')
    expect(question).to.contain("-H 'x-claudecodex-key: YOUR_KEY'")
    expect(question).to.contain("-Headers @{'x-claudecodex-key'='YOUR_KEY'}")
    expect(client + variables + question)
      .not.to.contain('key-1')
      .and.not.contain('blue')
  })
  it('are written for the shell in use', () => {
    const { client, variables } = clientLines(facts, 'fish', {}, ['node', '/a b/cli.js'])
    expect(client).to.match(/^env ANTHROPIC_BASE_URL='http/)
    expect(variables).to.equal("node '/a b/cli.js' env --port 9000 | source")
  })
  it('ask without a client, in the words of the shell', () => {
    expect(questionLine(facts, 'bash')).to.match(/^curl -N http:\/\/127\.0\.0\.1:9000\/v1\/messages /)
    expect(questionLine(facts, 'powershell')).to.match(/^Invoke-RestMethod /)
  })
})
