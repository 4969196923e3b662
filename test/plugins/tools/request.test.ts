import { expect } from 'chai'
import type { MessagesRequest, Tool } from 'claudecodex'
import { request } from 'claudecodex/testing'
import type { ToolRule } from '../../../plugins/tools/options.ts'
import { Policy, rulesOf } from '../../../plugins/tools/policy.ts'
import { mapped } from '../../../plugins/tools/request.ts'
import { anExchange } from '../log/exchanges.ts'

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  description: `Does ${name}.`,
  input_schema: { type: 'object' },
  ...more,
})
const map = (rule: ToolRule, more: Partial<MessagesRequest>) => {
  const policy = Policy.of(rulesOf(rule), anExchange()) as Policy
  const asked = request('hi', more)
  return { asked, ...mapped(asked, policy) }
}
const tools = [tool('Read'), tool('Bash'), tool('WebFetch')]

describe('the tools of a request', () => {
  it('are those that are allowed, under their new names and with their new words', () => {
    const rule = { deny: ['Web*'], rename: { Bash: 'shell' }, describe: { Bash: 'Runs it.' } }
    const { request: sent, clientName } = map(rule, { tools })
    expect(sent.tools).to.deep.equal([tool('Read'), tool('shell', { description: 'Runs it.' })])
    expect(['shell', 'Read', 'other'].map(clientName)).to.deep.equal(['Bash', 'Read', 'other'])
  })
  it('leave the request itself where nothing changes', () => {
    const { asked, request: sent } = map({ deny: ['Other'], rename: { Other: 'x' } }, { tools })
    expect(sent).to.equal(asked)
    const { asked: bare, request: same } = map({ deny: ['Other'] }, {})
    expect(same).to.equal(bare)
  })
  it('hand the cache point of one that goes to the one before it', () => {
    const cache_control = { type: 'ephemeral' } as const
    const cached = [tool('Read'), tool('Bash', { cache_control })]
    expect(map({ deny: ['Bash'] }, { tools: cached }).request.tools).to.deep.equal([
      tool('Read', { cache_control }),
    ])
    expect(map({ deny: ['Bash'] }, { tools: cached.slice(1) }).request.tools).to.deep.equal([])
  })
  it('are loaded at once where only deferred ones are left', () => {
    const deferred = [tool('ToolSearch'), tool('WebFetch', { defer_loading: true })]
    expect(map({ deny: ['ToolSearch'] }, { tools: deferred }).request.tools).to.deep.equal([tool('WebFetch')])
    const { request: sent } = map({ describe: { ToolSearch: 'Finds.' } }, { tools: deferred })
    expect(sent.tools?.[1]).to.equal(deferred[1])
  })
  it('keep the names that Anthropic gives its own', () => {
    const defined = { type: 'bash_20250124', name: 'bash' }
    const turns = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'bash', input: {} }] },
    ] as const
    const rule = { rename: { bash: 'shell' }, describe: { bash: 'Runs.' } }
    const { asked, request: sent } = map(rule, { tools: [defined], messages: turns })
    expect(sent).to.equal(asked)
  })
  it('cannot have one name twice', () => {
    expect(() => map({ rename: { Bash: 'Read' } }, { tools })).to.throw(
      '"Read" and "Bash" would both be called "Read"',
    )
    expect(() => map({ rename: { Bash: 'Read' }, deny: ['Read'] }, { tools })).not.to.throw()
  })
  it('cannot have a name that the API does not take', () => {
    const rule = { rename: { '*': `${'x'.repeat(125)}*` } }
    expect(() => map(rule, { tools })).to.throw('which is no name of a tool')
  })
})

describe('the choice of a tool', () => {
  it('follows the new name', () => {
    const tool_choice = { type: 'tool', name: 'Bash', disable_parallel_tool_use: true } as const
    const { request: sent } = map({ rename: { Bash: 'shell' } }, { tools, tool_choice })
    expect(sent.tool_choice).to.deep.equal({ ...tool_choice, name: 'shell' })
  })
  it('is refused where it forces what is denied, and says so', () => {
    const forced = { tools, tool_choice: { type: 'tool', name: 'Bash' } } as const
    expect(() => map({ deny: ['Bash'] }, forced))
      .to.throw('tool_choice forces "Bash", which the plugin tools denies')
      .with.property('status', 400)
    expect(() => map({ deny: ['*'] }, { tools, tool_choice: { type: 'any' } })).to.throw(
      'denies every tool of the request',
    )
  })
  it('goes with the last tool', () => {
    const { request: sent } = map({ deny: ['*'] }, { tools, tool_choice: { type: 'auto' } })
    expect(sent.tools).to.deep.equal([])
    expect(sent).not.to.have.property('tool_choice')
  })
})
