import { expect } from 'chai'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { isOnlyAppended, requestDifference } from '../../src/recording/request-difference.ts'
import { plainRequest } from '../support/recording-folder.ts'

const ephemeral = { type: 'ephemeral' } as const
const marked = (text: string) => ({ type: 'text', text, cache_control: ephemeral }) as const
const turns = (...texts: readonly string[]): MessagesRequest['messages'] =>
  texts.map((content, index) => ({ role: index % 2 ? 'assistant' : 'user', content }))

describe('the difference of two requests', () => {
  it('is nothing where they are alike', () => {
    const difference = requestDifference(plainRequest('a'), plainRequest('a'))
    expect(isOnlyAppended(difference)).to.equal(true)
    expect(difference.messages).to.deep.equal({ common: 1, removed: [], added: [], commonEnd: 0 })
  })
  it('is what was appended, though the marks of the cache have moved and texts stand in blocks', () => {
    const before = plainRequest('', { messages: [{ role: 'user', content: [marked('one')] }] })
    const after = plainRequest('', {
      messages: [...turns('one', 'two'), { role: 'user', content: [marked('three')] }],
    })
    const difference = requestDifference(before, after)
    expect(isOnlyAppended(difference)).to.equal(true)
    expect(difference.messages.common).to.equal(1)
    expect(difference.messages.added.map(({ at }) => at)).to.deep.equal(['/messages/1', '/messages/2'])
    expect(difference.marks).to.deep.equal({
      added: ['/messages/2/content/0'],
      removed: ['/messages/0/content/0'],
    })
  })
  it('is what changed in the middle, with what is the same around it', () => {
    const difference = requestDifference(
      plainRequest('', { messages: turns('1', '2', '3', '4') }),
      plainRequest('', { messages: turns('1', 'x', '3', '4') }),
    )
    expect(difference.messages).to.deep.include({ common: 1, commonEnd: 2 })
    expect(difference.messages.removed).to.deep.equal([
      { at: '/messages/1', message: { role: 'assistant', content: '2' } },
    ])
    expect(difference.messages.added[0]?.message.content).to.equal('x')
    expect(isOnlyAppended(difference)).to.equal(false)
  })
  it('names tools that came, went and changed, and a new order', () => {
    const [bash, read, edit] = [{ name: 'Bash', description: 'a' }, { name: 'Read' }, { name: 'Edit' }]
    const of = (before: MessagesRequest['tools'], after: MessagesRequest['tools']) =>
      requestDifference(
        plainRequest('', { ...(before && { tools: before }) }),
        plainRequest('', { ...(after && { tools: after }) }),
      ).tools
    expect(of([bash, read], [{ ...bash, description: 'b', strict: true }, edit])).to.deep.equal({
      added: ['Edit'],
      removed: ['Read'],
      changed: [{ name: 'Bash', fields: ['description', 'strict'] }],
      isReordered: false,
    })
    expect(of([bash, read], [read, bash]).isReordered).to.equal(true)
    expect(of([bash], [{ ...bash, cache_control: ephemeral }]).changed).to.deep.equal([])
    expect(of(undefined, [bash]).added).to.deep.equal(['Bash'])
  })
  it('holds the texts of the system prompt, and values of parameters', () => {
    const difference = requestDifference(
      plainRequest('', { system: 'one', temperature: 1, thinking: { type: 'adaptive' } }),
      plainRequest('', {
        system: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
        temperature: 0,
        top_k: 5,
      }),
    )
    expect(difference.system).to.deep.equal([{ at: '/system/1', after: 'two' }])
    expect(difference.parameters).to.deep.equal([
      { name: 'temperature', before: 1, after: 0 },
      { name: 'thinking', before: { type: 'adaptive' } },
      { name: 'top_k', after: 5 },
    ])
  })
  it('tells the long lifetime of a mark from the short one', () => {
    const long = { type: 'text', text: 'a', cache_control: { ...ephemeral, ttl: '1h' } } as const
    const { marks } = requestDifference(
      plainRequest('', { system: [marked('a')] }),
      plainRequest('', { system: [long] }),
    )
    expect(marks).to.deep.equal({ added: ['/system/0 (1h)'], removed: ['/system/0'] })
  })
})
