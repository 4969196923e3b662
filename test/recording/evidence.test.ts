import { expect } from 'chai'
import type { CacheEvidence } from '../../src/recording/cache-verdict.ts'
import { evidenceOfPacked } from '../../src/recording/evidence.ts'
import { packBodies } from '../support/packed-bodies.ts'

const usage = { input_tokens: 1, output_tokens: 1 }
const facts = { id: 'req_1', model: 'm', time: 5, usage }
const short = { type: 'ephemeral' }
const long = { type: 'ephemeral', ttl: '1h' }
const words = 'Words that a prompt is made of. '.repeat(8)
const block = (text: string, mark?: object) => ({ type: 'text', text, ...(mark && { cache_control: mark }) })
const message = (role: string, text: string, mark?: object) => ({ role, content: [block(text, mark)] })
const tool = (name: string) => ({ name, description: words, input_schema: { type: 'object' } })

async function evidenceOf(...bodies: readonly object[]): Promise<readonly CacheEvidence[]> {
  const { packed } = await packBodies(bodies.map(body => Buffer.from(JSON.stringify(body))))
  return packed.map(each => evidenceOfPacked(each, facts))
}

const pointersOf = ({ parts }: CacheEvidence) => parts.map(({ pointer, mark }) => [pointer, mark])
const contentsOf = ({ parts }: CacheEvidence) => parts.map(({ content }) => content)

describe('what a packed request tells of the prompt cache', () => {
  it('is each element in the order in which a prompt is hashed, with its pointer and its mark', async () => {
    const [evidence] = await evidenceOf({
      model: 'm',
      messages: [message('user', words), message('assistant', `${words}!`), message('user', '?', short)],
      system: [block(words), block(`${words}.`, long)],
      tools: [tool('Read'), tool('Write')],
    })
    expect(evidence && pointersOf(evidence)).to.deep.equal([
      ['/tools/0', undefined],
      ['/tools/1', undefined],
      ['/system/0', undefined],
      ['/system/1', '1h'],
      ['/messages/0', undefined],
      ['/messages/1', undefined],
      ['/messages/2', '5m'],
    ])
    expect(evidence).to.include(facts)
  })

  it('is equal for equal messages, with the mark and without', async () => {
    const [first, second, third] = await evidenceOf(
      { messages: [message('user', words), message('user', 'go on, please', short)] },
      { messages: [message('user', words), message('user', 'go on, please'), message('user', 'x', long)] },
      { messages: [message('user', words), message('user', 'go on, thanks', short)] },
    )
    expect(first && contentsOf(first)).to.deep.equal(second && contentsOf(second).slice(0, 2))
    expect(third && contentsOf(third)[0]).to.equal(first && contentsOf(first)[0])
    expect(third && contentsOf(third)[1]).not.to.equal(first && contentsOf(first)[1])
  })

  it('takes a large element, which is cut itself, for one', async () => {
    const image = { type: 'image', source: { type: 'base64', data: 'y'.repeat(40_000) } }
    const content = [image, block('what is it?', short)]
    const [first, second, third] = await evidenceOf(
      { messages: [{ role: 'user', content }, message('user', 'next')] },
      { messages: [{ role: 'user', content: [image, block('what is it?')] }, message('user', 'next')] },
      { messages: [{ role: 'user', content: [image, block('what was it?')] }, message('user', 'next')] },
    )
    expect(first && pointersOf(first)).to.deep.equal([
      ['/messages/0', '5m'],
      ['/messages/1', undefined],
    ])
    expect(second && pointersOf(second)).to.deep.equal([
      ['/messages/0', undefined],
      ['/messages/1', undefined],
    ])
    expect(first && contentsOf(first)).to.deep.equal(second && contentsOf(second))
    expect(first && contentsOf(first)[0]).to.be.a('string')
    expect(third && contentsOf(third)[0]).not.to.equal(first && contentsOf(first)[0])
  })

  it('sees the mark of an element that is cut itself and has its text in one piece', async () => {
    const [marked, unmarked, next] = await evidenceOf(
      { system: [block('z'.repeat(40_000), long), block(words)] },
      { system: [block('z'.repeat(40_000)), block(words)] },
      { system: [block('z'.repeat(40_000)), block('q'.repeat(40_000), short)] },
    )
    expect(marked?.parts.map(({ mark }) => mark)).to.deep.equal(['1h', undefined])
    expect(unmarked?.parts.map(({ mark }) => mark)).to.deep.equal([undefined, undefined])
    expect(next?.parts.map(({ mark }) => mark)).to.deep.equal([undefined, '5m'])
    expect(marked && contentsOf(marked)).to.deep.equal(unmarked && contentsOf(unmarked))
  })

  it('holds the parameters that empty the cache, and no other', async () => {
    const body = { max_tokens: 5, messages: [message('user', '"thinking":{"type":"enabled"}')] }
    const thinking = { type: 'enabled', budget_tokens: 1024 }
    const [none, some, other] = await evidenceOf(
      body,
      { ...body, thinking, speed: 'fast' },
      { ...body, thinking: { ...thinking, budget_tokens: 2048 }, speed: 'fast' },
    )
    expect(none?.parameters).to.equal('')
    expect(some?.parameters).to.equal('"thinking":{"type":"enabled","budget_tokens":1024},"speed":"fast"')
    expect(other?.parameters).not.to.equal(some?.parameters)
  })

  it('tells long parameters apart as well, which are blobs', async () => {
    const format = (name: string) => ({
      messages: [message('user', words)],
      output_format: { type: 'json_schema', schema: { properties: { [name]: { type: 'string' } } } },
    })
    const [one, same, other] = await evidenceOf(format('one'), format('one'), format('other'))
    expect(one?.parameters).not.to.equal('')
    expect(same?.parameters).to.equal(one?.parameters)
    expect(other?.parameters).not.to.equal(one?.parameters)
  })

  it('is nothing of a body that has no lists', async () => {
    const [evidence] = await evidenceOf({ model: 'm' })
    expect(evidence?.parts).to.deep.equal([])
  })
})
