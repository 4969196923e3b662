import { expect } from 'chai'
import type { ThinkingBlock } from '../../../src/anthropic/blocks.ts'
import { encodeCarrier } from '../../../src/anthropic/carriers.ts'
import {
  carriedItem,
  reasoningItem,
  rememberedItems,
  signatureOf,
  thoughts,
} from '../../../src/backends/responses/reasoning-items.ts'

const block = (thinking: string, signature: string): ThinkingBlock => ({
  type: 'thinking',
  thinking,
  signature,
})

describe('a reasoning item', () => {
  const item = {
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: 'Look.' }],
    encrypted_content: 'gAAAA',
    status: 'completed',
  }

  it('goes back as it came, without what the server alone may say', () => {
    expect(reasoningItem(item)).to.deep.equal({
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Look.' }],
      encrypted_content: 'gAAAA',
    })
  })

  it('is nothing where no server could read it', () => {
    expect(reasoningItem({ id: 'rs_1', summary: [{ text: 'Look.' }] })).to.equal(undefined)
    expect(reasoningItem({ encrypted_content: 'gAAAA' })).to.equal(undefined)
  })

  it('is told by its summary, or by the thoughts themselves', () => {
    expect(thoughts(item)).to.deep.equal(['Look.'])
    expect(thoughts({ summary: [], content: [{ text: 'Hm' }, { text: '' }] })).to.deep.equal(['Hm'])
    expect(thoughts({})).to.deep.equal([])
  })

  it('comes round through the signature of a block', () => {
    const sent = reasoningItem(item)
    expect(carriedItem(block('Look.', signatureOf(sent)))).to.deep.equal(sent)
    const mute = reasoningItem({ id: 'rs_2', encrypted_content: 'x' })
    expect(carriedItem(block('', signatureOf(mute)))).to.deep.equal(mute)
  })

  it('comes round in the clear where it came so: the text of the block is all there is of it', () => {
    const sent = reasoningItem({ id: 'rs_3', content: [{ text: 'Hm' }] })
    const signature = signatureOf(sent)
    expect(Buffer.from(signature.split('.')[3] ?? '', 'base64url').toString()).not.to.include('Hm')
    expect(carriedItem(block('Hm', signature))).to.deep.equal(sent)
  })

  it('is not read from what others have signed', () => {
    const signatures = [
      '',
      'EqQBCgIYAhIM',
      encodeCarrier('state', 'gemini', 'SIG'),
      encodeCarrier('note', 'responses', { id: 'rs_1', encrypted_content: 'x' }),
      encodeCarrier('state', 'responses', null),
      encodeCarrier('state', 'responses', { id: 'rs_1' }),
      signatureOf(undefined),
    ]
    expect(signatures.map(signature => carriedItem(block('Hm', signature)))).to.deep.equal(
      signatures.map(() => undefined),
    )
  })

  it('is remembered as a list, and anything else is none', () => {
    const remembered = [{ item: reasoningItem(item), isSpoken: false }]
    expect(rememberedItems(remembered)).to.equal(remembered)
    expect(rememberedItems(undefined)).to.deep.equal([])
  })
})
