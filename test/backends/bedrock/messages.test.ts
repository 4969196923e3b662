import { expect } from 'chai'
import fc from 'fast-check'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import type { InputMessage } from '../../../src/anthropic/request.ts'
import { bash, haiku45, llama, mistral, nova, sonnet } from './backend.ts'
import { judged } from './translation.ts'

const call = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'Bash', input: { command: id } })
const result = (id: string, more: object = {}): ContentBlock =>
  ({ type: 'tool_result', tool_use_id: id, content: id, ...more }) as ContentBlock
const user = (...content: readonly unknown[]): InputMessage => ({
  role: 'user',
  content: content as readonly ContentBlock[],
})
const assistant = (...content: readonly unknown[]): InputMessage => ({
  role: 'assistant',
  content: content as readonly ContentBlock[],
})
const text = (words: string): ContentBlock => ({ type: 'text', text: words })

describe('the conversation on Bedrock', () => {
  const messages = (list: readonly InputMessage[], model = sonnet) =>
    judged({ model, messages: list, tools: [bash] }).body.messages
  const kinds = (list: readonly InputMessage[]) =>
    messages(list).map(
      ({ role, content }) => `${role}: ${content.map(block => Object.keys(block)[0]).join(' ')}`,
    )
  const resultOf = (block: unknown) => (block as { toolResult: Record<string, unknown> }).toolResult

  it('case 94: joins results from several turns in front of what else the user says, in the order of the calls', () => {
    const list = [
      user(text('go')),
      assistant(text('a'), call('A'), call('B')),
      user(text('first'), result('B')),
      user(result('A'), text('then')),
    ]
    expect(kinds(list)).to.deep.equal([
      'user: text',
      'assistant: text toolUse toolUse',
      'user: toolResult toolResult text text',
    ])
    expect(
      messages(list)[2]
        ?.content.slice(0, 2)
        .map(block => resultOf(block).toolUseId),
    ).to.deep.equal(['A', 'B'])
  })
  it('merges neighbours of one side, and begins with the user', () => {
    expect(
      kinds([assistant(text('a')), assistant(text('b')), user(text('c')), user(text('d'))]),
    ).to.deep.equal(['user: text', 'assistant: text text', 'user: text text'])
  })
  it('answers a call that has no result, also one at the very end', () => {
    const lost = messages([user(text('go')), assistant(call('A'), call('B')), user(result('B'))])
    expect(resultOf(lost[2]?.content[0])).to.deep.include({
      status: 'error',
      content: [{ text: '[no result: interrupted]' }],
    })
    expect(kinds([user(text('go')), assistant(call('A'))])).to.deep.equal([
      'user: text',
      'assistant: toolUse',
      'user: toolResult',
    ])
  })
  it('tells a result without its call, and a second one for the same call', () => {
    expect(messages([user(result('gone'))])[0]?.content).to.deep.equal([
      { text: '[tool result for gone]:' },
      { text: 'gone' },
    ])
    const twice = messages([
      user(text('go')),
      assistant(call('A')),
      user(result('A'), result('A', { content: 'more' })),
    ])
    expect(resultOf(twice[2]?.content[0]).content).to.deep.equal([{ text: 'A' }, { text: 'more' }])
  })
  it('leaves no message and no result empty', () => {
    expect(messages([user(text(' '))])[0]?.content).to.deep.equal([{ text: '(no content)' }])
    const empty = messages([user(text('go')), assistant(call('A')), user(result('A', { content: [] }))])
    expect(resultOf(empty[2]?.content[0]).content).to.deep.equal([{ text: '(no output)' }])
  })
  it('says that a result is a failure, in words where the model has no field for it', () => {
    const list = [
      user(text('go')),
      assistant(call('abcDEF123')),
      user(result('abcDEF123', { is_error: true })),
    ]
    expect(resultOf(messages(list)[2]?.content[0])).to.include({ status: 'error' })
    for (const model of [llama, mistral]) {
      const plain = resultOf(messages(list, model)[2]?.content[0])
      expect(plain).not.to.have.property('status')
      expect(plain.content).to.deep.equal([{ text: 'Error:' }, { text: 'abcDEF123' }])
    }
  })
  it('case 57: lets a system turn speak as a reminder behind the results, with its cache mark', () => {
    const marked = { type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }
    const list: InputMessage[] = [
      user(text('go')),
      assistant(call('A')),
      { role: 'system', content: [marked as ContentBlock] },
      user(result('A')),
      { role: 'system', content: 'again' },
    ]
    expect(messages(list)[2]?.content.slice(1)).to.deep.equal([
      { text: '<system-reminder>\nbe kind\n</system-reminder>' },
      { cachePoint: { type: 'default' } },
      { text: '<system-reminder>\nagain\n</system-reminder>' },
    ])
  })
  it('tells of tools that were found, of search results and of what it does not know', () => {
    const found = result('A', { content: [{ type: 'tool_reference', tool_name: 'WebFetch' }] })
    expect(
      resultOf(messages([user(text('go')), assistant(call('A')), user(found)])[2]?.content[0]).content,
    ).to.deep.equal([{ text: 'Tool available: WebFetch' }])
    const search = { type: 'search_result', title: 'T', source: 'S', content: [{ type: 'text', text: 'x' }] }
    const { body, warnings } = judged({ messages: [user(search, { type: 'new_block' })] })
    expect(body.messages[0]?.content).to.deep.equal([
      { text: 'T\nS\nx' },
      { text: '[unsupported block new_block]' },
    ])
    expect(warnings).to.deep.equal(['content block "new_block" is not supported by cloud'])
    expect(() => judged({ messages: [user({ type: 'container_upload' })] })).to.throw(/Files API/)
  })
  it('case 98: sets a text beside a document', () => {
    const data = Buffer.from('%PDF-1.7').toString('base64')
    const document = { type: 'document', title: 'My.Report_v2 (final).pdf', source: { type: 'base64', data } }
    const list = [user(text('go')), assistant(call('A')), user(result('A'), document, document)]
    expect(kinds(list)[2]).to.equal('user: toolResult text document document')
  })
  it('puts the mark of a whole request behind the last thing that the user says', () => {
    const { body } = judged({ messages: [user(text('a'))], cache_control: { type: 'ephemeral', ttl: '1h' } })
    expect(body.messages[0]?.content[1]).to.deep.equal({ cachePoint: { type: 'default', ttl: '1h' } })
    const prefilled = judged({
      model: haiku45,
      messages: [user(text('a')), assistant(text('{'))],
      cache_control: { type: 'ephemeral' },
    })
    expect(prefilled.body.messages[1]?.content).to.deep.equal([{ text: '{' }])
  })

  it('is legal for every model, whatever the client sends', () => {
    const mark = fc.constantFrom(
      {},
      { cache_control: { type: 'ephemeral' } },
      { cache_control: { type: 'ephemeral', ttl: '1h' } },
    )
    const words = fc.constantFrom('', ' ', 'a', 'b\n')
    const id = fc.constantFrom('A', 'B', 'C', 'c|d', 'x'.repeat(80))
    const block = fc.oneof(
      fc.tuple(words, mark).map(([value, marked]) => ({ type: 'text', text: value, ...marked })),
      id.map(call),
      fc
        .tuple(id, mark, fc.boolean())
        .map(([of, marked, failed]) => result(of, { ...marked, is_error: failed })),
      id.map(of =>
        result(of, { content: [{ type: 'text', text: '', cache_control: { type: 'ephemeral' } }] }),
      ),
      words.map(signature => ({ type: 'thinking', thinking: 't', signature })),
      fc.constant({
        type: 'image',
        source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
      }),
      fc.constant({ type: 'document', source: { type: 'base64', data: 'JVBERi0xLjc=' } }),
    )
    const ofUser = block.filter(({ type }) => type !== 'tool_use' && type !== 'thinking')
    const ofAssistant = block.filter(({ type }) => ['text', 'tool_use', 'thinking'].includes(type))
    const unique = fc.uniqueArray(ofAssistant, {
      maxLength: 4,
      selector: part => (part.type === 'tool_use' ? (part as { id: string }).id : part),
    })
    const message = fc.oneof(
      fc.array(ofUser, { maxLength: 4 }).map(content => user(...content)),
      unique.map(content => assistant(...content)),
      words.map(content => ({ role: 'system' as const, content })),
    )
    const conversation = fc.array(message, { minLength: 1, maxLength: 8 }).filter(hasNoTwins)
    fc.assert(
      fc.property(
        fc.constantFrom(sonnet, haiku45, nova, llama, mistral),
        conversation,
        fc.boolean(),
        (model, list, tools) => {
          const thinking = { type: 'adaptive' } as const
          judged({ model, max_tokens: 9_000, messages: list, thinking, ...(tools && { tools: [bash] }) })
        },
      ),
    )
  })
})

/** A client gives each of its calls an id of its own. */
function hasNoTwins(list: readonly InputMessage[]): boolean {
  const ids = list.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.flatMap(part => (part.type === 'tool_use' ? [part.id] : [])),
  )
  return new Set(ids).size === ids.length
}
