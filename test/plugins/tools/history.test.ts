import { expect } from 'chai'
import type { InputMessage } from 'claudecodex'
import { messagesFor } from '../../../plugins/tools/history.ts'

const rules = {
  allows: (name: string) => name !== 'WebFetch',
  nameOf: (name: string) => (name === 'Bash' ? 'shell' : name),
}
const sent = (...content: readonly object[]) => {
  const messages = [{ role: 'user', content }] as unknown as readonly InputMessage[]
  return messagesFor(messages, rules)[0]?.content
}
const reference = (tool_name: string) => ({ type: 'tool_reference', tool_name })

describe('the history of a conversation', () => {
  it('has its calls under the new names, those of denied tools too', () => {
    const call = { type: 'tool_use', id: 't1', name: 'Bash', input: {}, cache_control: { type: 'ephemeral' } }
    const denied = { type: 'tool_use', id: 't2', name: 'WebFetch', input: {} }
    expect(sent(call, denied)).to.deep.equal([{ ...call, name: 'shell' }, denied])
  })
  it("has the references of the client's tool search, but those to denied tools", () => {
    const result = (...content: readonly object[]) => ({ type: 'tool_result', tool_use_id: 't1', content })
    expect(sent(result(reference('Bash'), reference('WebFetch')))).to.deep.equal([result(reference('shell'))])
    const nothing = { type: 'text', text: 'There is no such tool.' }
    expect(sent(result(reference('WebFetch')))).to.deep.equal([result(nothing)])
  })
  it("has those of the provider's tool search", () => {
    const result = (...tool_references: readonly object[]) => ({
      type: 'tool_search_tool_result',
      tool_use_id: 't1',
      content: { type: 'tool_search_tool_search_result', tool_references },
    })
    expect(sent(result(reference('WebFetch'), reference('Bash')))).to.deep.equal([result(reference('shell'))])
  })
  it('has the tools that come and go in its middle', () => {
    const change = (type: string, tool: object) => ({ type, tool })
    const named = (name: string) => ({ type: 'tool_reference', name })
    const defined = (name: string) => ({ type: 'tool_definition', definition: { name, input_schema: {} } })
    const server = change('tool_addition', { type: 'mcp_toolset_reference', server_name: 'github' })
    expect(
      sent(
        change('tool_addition', named('Bash')),
        change('tool_removal', named('Bash')),
        change('tool_addition', defined('Bash')),
        change('tool_addition', named('WebFetch')),
        change('tool_addition', defined('WebFetch')),
        server,
      ),
    ).to.deep.equal([
      change('tool_addition', named('shell')),
      change('tool_removal', named('shell')),
      change('tool_addition', defined('shell')),
      server,
    ])
  })
  it('loses a turn that held nothing but a denied tool', () => {
    const turns = [
      { role: 'user', content: 'hi' },
      {
        role: 'system',
        content: [{ type: 'tool_addition', tool: { type: 'tool_reference', name: 'WebFetch' } }],
      },
    ] as unknown as readonly InputMessage[]
    expect(messagesFor(turns, rules)).to.deep.equal(turns.slice(0, 1))
  })
  it('stays the same list where nothing changes, whatever is in it', () => {
    const odd = [
      { role: 'user', content: 'Bash' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Bash' },
          { type: 'tool_use', id: 't1', name: 7, input: {} },
          { type: 'tool_result', tool_use_id: 't1', content: 'Bash' },
          {
            type: 'tool_result',
            tool_use_id: 't1',
            content: [{ type: 'text', text: 'Bash' }, reference('Read')],
          },
          { type: 'tool_search_tool_result', content: { type: 'tool_search_tool_result_error' } },
          { type: 'tool_addition' },
          { type: 'new_block', name: 'Bash' },
        ],
      },
    ] as unknown as readonly InputMessage[]
    expect(messagesFor(odd, rules)).to.equal(odd)
  })
})
