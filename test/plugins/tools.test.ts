import { expect } from 'chai'
import type { Message, Plugin, Tool } from 'claudecodex'
import {
  abortEverywhere,
  breakEverywhere,
  cutEverywhere,
  message,
  request,
  runPlugin,
  toolUse,
} from 'claudecodex/testing'
import tools from '../../plugins/tools.ts'

const tool = (name: string): Tool => ({ name, input_schema: { type: 'object' } })
const asking = request('List the files', { tools: ['Read', 'Bash', 'WebFetch'].map(tool) })
const calling = (name: string): Message => message([toolUse(name, { command: 'ls' })])
const namesIn = (answer: Message | undefined): readonly string[] =>
  (answer?.content ?? []).flatMap(block => (block.type === 'tool_use' ? [block.name] : []))

describe('plugin tools', () => {
  const plugin = (): Plugin => tools({ deny: ['Web*'], rename: { Bash: 'shell' } })

  it('offers the model what it may have, and gives the client the names that it knows', async () => {
    const run = await runPlugin(plugin(), { request: asking, upstream: calling('shell') })
    expect(run.reports).to.deep.equal([])
    expect(run.request?.tools?.map(({ name }) => name)).to.deep.equal(['Read', 'shell'])
    expect(namesIn(run.message)).to.deep.equal(['Bash'])
    expect(run.message?.content[0]).to.deep.include({ input: { command: 'ls' } })
    expect(run.message?.stop_reason).to.equal('tool_use')
  })
  it('asks the same of the next turn as of this one, so that a cache holds', async () => {
    const first = await runPlugin(plugin(), { request: asking, upstream: calling('shell') })
    const answer = first.message as Message
    const result = { type: 'tool_result', tool_use_id: 'toolu_test', content: 'a.ts' } as const
    const turns = [
      ...asking.messages,
      { role: 'assistant', content: answer.content },
      { role: 'user', content: [result] },
    ] as const
    const next = await runPlugin(plugin(), { request: { ...asking, messages: turns } })
    expect(next.request?.tools).to.deep.equal(first.request?.tools)
    expect(next.request?.messages[0]).to.deep.equal(first.request?.messages[0])
    expect(next.request?.messages[1]?.content).to.deep.equal(calling('shell').content)
  })
  it('lets no denied tool run that a model calls all the same', async () => {
    const run = await runPlugin(plugin(), { request: asking, upstream: calling('WebFetch') })
    expect(namesIn(run.message)).to.deep.equal(['WebFetch_is_denied'])
  })
  it('counts the tools that will be sent', async () => {
    const run = await runPlugin(plugin(), { request: asking, kind: 'count_tokens' })
    expect(run.request?.tools).to.have.length(2)
  })
  it('holds for the requests that its words fit, and touches no other', async () => {
    const ofSubagents = () => tools({ rules: [{ when: 'subagent', allow: ['Read'] }] })
    const subagent = { 'x-claude-code-agent-id': 'a1' }
    const inside = await runPlugin(ofSubagents(), { request: asking, headers: subagent })
    expect(inside.request?.tools).to.deep.equal([tool('Read')])
    const outside = await runPlugin(ofSubagents(), { request: asking, upstream: calling('WebFetch') })
    expect(outside.request).to.deep.equal(asking)
    expect(namesIn(outside.message)).to.deep.equal(['WebFetch'])
  })
  it('refuses a request that forces what it denies', async () => {
    const forced = { ...asking, tool_choice: { type: 'tool', name: 'WebFetch' } } as const
    const { error, request: sent } = await runPlugin(plugin(), { request: forced })
    expect(error).to.include({ type: 'invalid_request_error', status: 400 })
    expect(error?.message).to.contain('tool_choice forces "WebFetch"')
    expect(sent).to.equal(undefined)
  })
  it('stops the start with the option that is wrong', async () => {
    const failure = await runPlugin(tools({ when: '<few' })).catch(thrown => thrown)
    expect(failure.message).to.contain('plugin "tools": its options are wrong: when: "<few" is no size')
  })
  it('survives whatever befalls an answer', async () => {
    const options = { request: asking, upstream: calling('shell') }
    const { message: whole } = await cutEverywhere(plugin, options)
    expect(namesIn(whole)).to.deep.equal(['Bash'])
    await breakEverywhere(plugin, options)
    await abortEverywhere(plugin, options)
  })
})
