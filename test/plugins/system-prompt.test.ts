import { expect } from 'chai'
import { request, runPlugin } from 'claudecodex/testing'
import systemPrompt from '../../plugins/system-prompt.ts'

const system = 'Use Bash with care.'
const plugin = () => systemPrompt({ append: 'Answer in French.', replace: { Bash: 'the shell' } })
const title = { 'x-claude-code-request-class': 'title' }

describe('plugin system-prompt', () => {
  it('changes the prompt and nothing else', async () => {
    const asked = request('Bash?', { system })
    const { request: sent, reports, message } = await runPlugin(plugin(), { request: asked })
    expect(reports).to.deep.equal([])
    expect(sent).to.deep.equal({ ...asked, system: 'Use the shell with care.\n\nAnswer in French.' })
    expect(message?.stop_reason).to.equal('end_turn')
  })
  it('makes the same prompt for each turn, so that a cache holds', async () => {
    const first = await runPlugin(plugin(), { request: request('hi', { system }) })
    const turns = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'Bonjour.' },
      { role: 'user', content: 'again' },
    ] as const
    const second = await runPlugin(plugin(), { request: request(turns, { system }) })
    expect(second.request?.system).to.equal(first.request?.system)
    const counted = await runPlugin(plugin(), { request: request(turns, { system }), kind: 'count_tokens' })
    expect(counted.request?.system).to.equal(first.request?.system)
  })
  it('leaves side calls alone', async () => {
    const asked = request('hi', { system })
    const { request: sent } = await runPlugin(plugin(), { request: asked, headers: title })
    expect(sent).to.deep.equal(asked)
  })
  it('stops the start with the option that is wrong', async () => {
    const failure = await runPlugin(systemPrompt({ append: '' })).catch(thrown => thrown)
    expect(failure.message).to.contain('its options are wrong: append: must be a text that is not empty')
  })
})
