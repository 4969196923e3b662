import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import type { InputMessage } from '../../../src/anthropic/request.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { conversation } from '../../../src/backends/openai/messages.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { deepFreeze } from '../../../src/testing/freeze.ts'

const translated = (messages: readonly InputMessage[], dialect: Partial<Dialect> = {}) =>
  conversation(deepFreeze({ model: 'm', messages }), {
    backend: 'host',
    dialect: { ...plainDialect, ...dialect },
    names: new ToolNames(64),
    memory: new ReasoningMemory(),
    conversation: '',
    thinking: false,
    warn: () => {},
  })

const user = (content: InputMessage['content']): InputMessage => ({ role: 'user', content })
const assistant = (content: InputMessage['content']): InputMessage => ({ role: 'assistant', content })
const text = (said: string): ContentBlock => ({ type: 'text', text: said })
const call = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'Bash', input: {} })
const result = (id: string, content: string): ContentBlock => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
})
const image: ContentBlock = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
}
const toolMessage = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content })

describe('results of tools', () => {
  it('stand in the order of their calls, ahead of what the user says (cases 58 and 59)', () => {
    const messages = translated([
      user('go'),
      assistant([text('ok'), call('A'), call('B')]),
      user([text('first'), result('B', 'b'), result('A', 'a'), text('then')]),
    ])
    expect(messages.slice(2)).to.deep.equal([
      toolMessage('A', 'a'),
      toolMessage('B', 'b'),
      { role: 'user', content: [text('first'), text('then')] },
    ])
  })

  it('are made up where one is missing, told as text where the call is gone, joined where there are two (case 63)', () => {
    const messages = translated([
      user('go'),
      assistant([call('A'), call('B')]),
      user([result('A', 'one'), result('A', 'two'), result('Z', 'lost')]),
    ])
    expect(messages.slice(2)).to.deep.equal([
      toolMessage('A', 'one\ntwo'),
      toolMessage('B', '[no result: interrupted]'),
      { role: 'user', content: '[tool result for Z]: lost' },
    ])
  })

  it('come with their images behind all of them (case 62)', () => {
    const shot: ContentBlock = {
      type: 'tool_result',
      tool_use_id: 'A',
      content: [text('see'), image] as never,
    }
    const messages = translated([
      user('go'),
      assistant([call('A'), call('B')]),
      user([shot, result('B', 'b')]),
    ])
    expect(messages[2]).to.deep.equal(toolMessage('A', 'see\n[image 1 attached below]'))
    expect(messages[3]).to.deep.equal(toolMessage('B', 'b'))
    expect(messages[4]).to.deep.equal({
      role: 'user',
      content: [
        text('Tool result images for A:'),
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    })
  })

  it('have no user turn right behind them at Mistral', () => {
    const messages = translated(
      [user('go'), assistant([call('A')]), user([result('A', 'a'), text('next')])],
      {
        userAfterTool: false,
      },
    )
    expect(messages.map(({ role }) => role)).to.deep.equal(['user', 'assistant', 'tool', 'assistant', 'user'])
  })
})

describe('turns', () => {
  it('of one side in a row are one (case 64)', () => {
    const messages = translated([
      user('a'),
      user('b'),
      assistant('c'),
      assistant([text('d'), call('A')]),
      user([result('A', '')]),
    ])
    expect(messages.map(({ role }) => role)).to.deep.equal(['user', 'assistant', 'tool'])
    expect(messages[1]).to.deep.include({ content: 'c\nd' })
  })

  it('are the same bytes, written as text or as blocks, today and tomorrow (case 91)', () => {
    const one = [user('a'), assistant('b'), user('c')]
    const other = [user([text('a')]), assistant([text('b')]), user([text('c')])]
    expect(JSON.stringify(translated(one))).to.equal(JSON.stringify(translated(other)))
    expect(JSON.stringify(translated(one))).to.equal(JSON.stringify(translated(one)))
  })

  it('are never empty (case 66)', () => {
    expect(translated([user('')])).to.deep.equal([{ role: 'user', content: '(no content)' }])
    expect(translated([user([text(''), text('x')])])).to.deep.equal([{ role: 'user', content: 'x' }])
    expect(translated([user('a'), assistant(''), user('b')])).to.deep.equal([
      { role: 'user', content: [text('a'), text('b')] },
    ])
  })

  it('are joined to one text for hosts that take no parts', () => {
    expect(translated([user([text('a'), text('b')])], { arrayContent: false })).to.deep.equal([
      { role: 'user', content: 'a\nb' },
    ])
  })

  it('begin with the user where a host insists', () => {
    expect(translated([assistant('hi'), user('go')], { userFirst: true })[0]).to.deep.equal({
      role: 'user',
      content: '(continue)',
    })
  })
})

describe('a system turn inside the conversation (case 57)', () => {
  it('is the same reminder as text and as blocks', () => {
    const told = (content: InputMessage['content']) => translated([user('a'), { role: 'system', content }])
    expect(told('rule')).to.deep.equal(told([text('rule')]))
    expect(JSON.stringify(told('rule'))).to.contain('<system-reminder>\\nrule\\n</system-reminder>')
  })

  it('never stands between a call and its result', () => {
    const messages = translated([
      user('go'),
      assistant([call('A')]),
      { role: 'system', content: 'rule' },
      user([result('A', 'a')]),
    ])
    expect(messages.map(({ role }) => role)).to.deep.equal(['user', 'assistant', 'tool', 'user'])
  })
})
