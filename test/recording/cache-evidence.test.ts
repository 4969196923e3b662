import { expect } from 'chai'
import { emptyUsage } from '../../src/anthropic/message.ts'
import { evidenceOf, evidenceOfRequest, promptParts } from '../../src/recording/cache-evidence.ts'
import { plainAnswer, plainRequest, withRecording } from '../support/recording-folder.ts'
import { packedPlainly } from '../support/recordings.ts'

const ephemeral = { type: 'ephemeral' } as const
const contents = (request: Parameters<typeof promptParts>[0]) =>
  promptParts(request).map(({ content }) => content)

describe('what a request shows to a cache', () => {
  it('is tools, system and messages in this order, with the marks of each', () => {
    const parts = promptParts(
      plainRequest('hello', {
        tools: [{ name: 'Bash', cache_control: { type: 'ephemeral', ttl: '1h' } }],
        system: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two', cache_control: ephemeral },
        ],
      }),
    )
    expect(parts.map(({ pointer, mark }) => [pointer, mark])).to.deep.equal([
      ['/tools/0', '1h'],
      ['/system/0', undefined],
      ['/system/1', '5m'],
      ['/messages/0/content/0', undefined],
    ])
  })
  it('does not depend on marks, nor on whether a text stands alone or in a block', () => {
    const block = { type: 'text', text: 'hello' } as const
    const marked = { ...block, cache_control: ephemeral }
    expect(contents(plainRequest('', { messages: [{ role: 'user', content: [marked] }] }))).to.deep.equal(
      contents(plainRequest('hello')),
    )
    const result = (content: object) =>
      plainRequest('', {
        messages: [
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [content as never] }] },
        ],
      })
    expect(contents(result(marked))).to.deep.equal(contents(result(block)))
    expect(promptParts(result(marked))[0]?.mark).to.equal('5m')
  })
  it('tells an input named like a mark from a mark, and a role from another', () => {
    const call = (input: object) =>
      plainRequest('', {
        messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input }] }],
      })
    expect(contents(call({ cache_control: 1 }))).not.to.deep.equal(contents(call({})))
    expect(contents(plainRequest('', { messages: [{ role: 'assistant', content: 'a' }] }))).not.to.deep.equal(
      contents(plainRequest('a')),
    )
  })
  it('takes the mark of a whole request for one at its end', () => {
    expect(promptParts(plainRequest('a', { cache_control: ephemeral })).at(-1)?.mark).to.equal('5m')
  })
  it('holds parameters and betas as one text', () => {
    const facts = { id: 'a', model: 'm', time: 0, usage: emptyUsage }
    const plain = evidenceOfRequest(plainRequest('a'), facts)
    expect(evidenceOfRequest(plainRequest('b', { temperature: 1 }), facts).parameters).to.equal(
      plain.parameters,
    )
    expect(evidenceOfRequest(plainRequest('a'), { ...facts, betas: 'x' }).parameters).not.to.equal(
      plain.parameters,
    )
    const thinking = plainRequest('a', { thinking: { type: 'adaptive' } })
    expect(evidenceOfRequest(thinking, facts).parameters).not.to.equal(plain.parameters)
  })
})

describe('the evidence of a recorded exchange', () => {
  it('is of what was sent: what plugins made of the request', async () => {
    const changed = packedPlainly(plainRequest('changed'))
    await withRecording(
      [
        { request: plainRequest('asked'), answer: plainAnswer('a') },
        { request: plainRequest('asked'), answer: plainAnswer('a'), end: { changed } },
        { request: plainRequest('asked') },
      ],
      async ({ exchanges: [plain, other, open] }) => {
        if (!plain || !other || !open) throw new Error('three were written')
        const [one, two] = [await evidenceOf(plain), await evidenceOf(other)]
        expect(one).to.include({
          id: 'req_1',
          model: 'anthropic:claude-opus-5',
          time: Date.parse(plain.open.time),
        })
        expect(one?.parts.map(({ content }) => content)).to.deep.equal(contents(plainRequest('asked')))
        expect(two?.parts.map(({ content }) => content)).to.deep.equal(contents(plainRequest('changed')))
        expect(await evidenceOf(open)).to.equal(undefined)
      },
    )
  })
})
