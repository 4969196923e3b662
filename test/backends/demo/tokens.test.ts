import { expect } from 'chai'
import fc from 'fast-check'
import type { InputMessage, MessagesRequest } from '../../../src/anthropic/request.ts'
import { answerTokens, cutTo, requestTokens, tokensOf, wordsOf } from '../../../src/backends/demo/tokens.ts'

const request = (content: InputMessage['content'], more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'demo',
  messages: [{ role: 'user', content }],
  ...more,
})

describe('counting tokens without a tokenizer', () => {
  it('takes four bytes for one', () => {
    expect(['', 'a', 'abcd', 'abcde', 'äöü'].map(tokensOf)).to.deep.equal([0, 1, 1, 2, 2])
  })

  it('counts system, tools and messages', () => {
    const bare = requestTokens(request('hello'))
    expect(requestTokens(request('hello', { system: 'You help.' }))).to.be.above(bare)
    expect(requestTokens(request('hello', { tools: [{ name: 'x', input_schema: { a: 1 } }] }))).to.be.above(
      bare,
    )
    expect(requestTokens(request('hello, hello'))).to.be.above(bare)
    expect(requestTokens(request('hello', { temperature: 1, stop_sequences: ['x'] }))).to.equal(bare)
  })

  it('does not count the bytes of an image', () => {
    const image = (data: string) =>
      request([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }])
    expect(requestTokens(image('A'.repeat(1_000_000)))).to.equal(requestTokens(image('A')))
    expect(requestTokens(image('A'))).to.be.within(1_500, 2_000)
  })

  it('counts thinking, text and call of an answer', () => {
    const call = { name: 'Bash', input: { command: 'ls' } }
    expect(answerTokens({ thinking: 'abcd', text: 'abcd', call })).to.equal(1 + 1 + 1 + 4)
  })
})

describe('cutting an answer to a limit', () => {
  const call = { name: 'Bash', input: { command: 'ls' } }

  it('leaves one alone that fits', () => {
    const answer = { text: 'hello', call }
    expect(cutTo(100, answer)).to.deep.equal({ ...answer, wasCut: false })
    expect(cutTo(undefined, answer).wasCut).to.equal(false)
  })
  it('keeps a word at the least, and no call', () => {
    expect(cutTo(1, { thinking: 'hm', text: 'Hello there, you', call })).to.deep.equal({
      text: 'Hello',
      wasCut: true,
    })
  })
  it('keeps whole words within the limit', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 })
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 50 }), (list, limit) => {
        const text = list.join(' ')
        const cut = cutTo(limit, { text })
        expect(text.startsWith(cut.text)).to.equal(true)
        expect(tokensOf(cut.text)).to.be.at.most(limit)
        expect(cut.wasCut).to.equal(cut.text !== text)
      }),
    )
  })
})

describe('cutting a text into words', () => {
  it('loses nothing', () => {
    fc.assert(fc.property(fc.string(), text => void expect(wordsOf(text).join('')).to.equal(text)))
    expect(wordsOf(' a b\n\nc ')).to.deep.equal([' ', 'a ', 'b\n\n', 'c '])
  })
})
