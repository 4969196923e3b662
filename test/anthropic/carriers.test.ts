import { expect } from 'chai'
import fc from 'fast-check'
import type { ContentBlock } from '../../src/anthropic/blocks.ts'
import {
  carrierMark,
  decodeCarrier,
  encodeCarrier,
  holdsCarrier,
  stripCarriers,
} from '../../src/anthropic/carriers.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { json, text } from '../support/values.ts'

const state = encodeCarrier('state', 'gemini', { signature: 'ü' })
const note = encodeCarrier('note', 'council', 'four members')

const request = (...contents: (string | ContentBlock[])[]): MessagesRequest => ({
  model: 'x',
  max_tokens: 1,
  messages: contents.map(content => ({ role: 'assistant', content })),
})
const thinking = (signature: string): ContentBlock => ({ type: 'thinking', thinking: 'hm', signature })
const words: ContentBlock = { type: 'text', text: 'a' }

describe('a carrier', () => {
  it('brings back what it was given, in letters that any client keeps', () => {
    const kind = fc.constantFrom('state' as const, 'note' as const)
    fc.assert(
      fc.property(kind, text({ maxLength: 10 }), json(), (kind, provider, value) => {
        const carrier = encodeCarrier(kind, provider, value)
        expect(carrier).to.match(/^cdx1\.(state|note)\.[^.]*\.[\w-]+$/)
        expect(decodeCarrier(carrier)).to.deep.equal({ kind, provider, value })
      }),
    )
    expect(decodeCarrier(encodeCarrier('note', 'a.b', undefined))).to.deep.equal({
      kind: 'note',
      provider: 'a.b',
      value: null,
    })
  })

  it('is undefined for what is foreign or broken', () => {
    const foreign = [
      '',
      'EqQBCg==',
      'cdx1.',
      'cdx1.state',
      'cdx1.other.a.e30',
      'cdx2.state.a.e30',
      `x${state}`,
      state.slice(0, -3),
    ]
    for (const signature of [
      ...foreign,
      `${state}.x`,
      'cdx1.state.%.e30',
      'cdx1.state.a.ew',
      undefined,
      null,
      7,
      {},
    ]) {
      expect(decodeCarrier(signature), String(signature)).to.equal(undefined)
    }
  })

  it('is found in raw bytes', () => {
    expect(holdsCarrier(Buffer.from(JSON.stringify(request([thinking(note)]))))).to.equal(true)
    expect(holdsCarrier(Buffer.from(JSON.stringify(request([thinking('EqQBCg==')]))))).to.equal(false)
    expect(holdsCarrier(Buffer.from(JSON.stringify(request('a word on cdx1. in a text'))))).to.equal(false)
  })
})

describe('stripCarriers', () => {
  it('takes out every block that carries something, and leaves the rest', () => {
    const given = request([thinking(state), words], [words, thinking('real'), thinking(note)], 'text')
    expect(stripCarriers(given).messages).to.deep.equal(
      request([words], [words, thinking('real')], 'text').messages,
    )
    expect(given.messages[0]?.content).to.have.length(2)
  })

  it('leaves what the kept provider made, and nothing that merely looks like it', () => {
    const broken = thinking(`${carrierMark}state.gemini.!`)
    const given = request([thinking(state), thinking(note), broken, words])
    expect(stripCarriers(given, 'gemini').messages).to.deep.equal(request([thinking(state), words]).messages)
  })

  it('takes out redacted thinking too', () => {
    const redacted: ContentBlock = { type: 'redacted_thinking', data: state }
    const real: ContentBlock = { type: 'redacted_thinking', data: 'EqQBCg==' }
    expect(stripCarriers(request([redacted, real])).messages).to.deep.equal(request([real]).messages)
    expect(stripCarriers(request([redacted]), 'gemini').messages).to.have.length(1)
  })

  it('drops a message that held nothing else', () => {
    expect(stripCarriers(request('a', [thinking(state)], 'b')).messages).to.deep.equal(
      request('a', 'b').messages,
    )
  })

  it('gives the same object back where there is nothing to take', () => {
    const given = request(
      'cdx1.',
      [],
      [words, thinking('real'), { type: 'thinking', thinking: 'x' } as ContentBlock],
    )
    expect(stripCarriers(given)).to.equal(given)
    const kept = request([thinking(state)])
    expect(stripCarriers(kept, 'gemini')).to.equal(kept)
  })

  it('keeps untouched messages and other fields as they are', () => {
    const given = { ...request([words], [thinking(state), words]), 'x-new': 1 }
    const stripped = stripCarriers(given)
    expect(stripped).to.include({ 'x-new': 1, model: 'x' })
    expect(stripped.messages[0]).to.equal(given.messages[0])
  })
})
