import { expect } from 'chai'
import { type Lifted, lift } from '../../src/recording/lift.ts'

const short = '"cache_control":{"type":"ephemeral"}'
const long = '"cache_control":{"type":"ephemeral","ttl":"1h"}'

function putBack({ bytes, insert = [] }: Lifted): string {
  let from = 0
  let text = ''
  for (const [at, lifted] of insert) {
    text += bytes.toString('utf8', from, at) + lifted
    from = at
  }
  return text + bytes.toString('utf8', from)
}

describe('lifting cache marks out', () => {
  it('leaves the same as without them, and says where they were', () => {
    const lifted = lift(Buffer.from(`{"type":"text","text":"grün ✓",${short}}`))
    expect(String(lifted.bytes)).to.equal('{"type":"text","text":"grün ✓"}')
    expect(lifted.insert).to.deep.equal([[33, `,${short}`]])
    expect(lifted.mark).to.equal('5m')
  })

  it('gives back the very bytes where there is none', () => {
    const bytes = Buffer.from('{"type":"text","text":"no mark"}')
    expect(lift(bytes)).to.deep.equal({ bytes })
    expect(lift(bytes).bytes).to.equal(bytes)
  })

  it('asks for the longest of several lifetimes', () => {
    const text = `{"content":[{"a":1,${long}},{"b":2,${short}}]}`
    const lifted = lift(Buffer.from(text))
    expect(String(lifted.bytes)).to.equal('{"content":[{"a":1},{"b":2}]}')
    expect(lifted.mark).to.equal('1h')
    expect(putBack(lifted)).to.equal(text)
  })

  it('leaves a text alone that speaks of marks', () => {
    const bytes = Buffer.from(JSON.stringify({ text: `{"a":1,${short}}` }))
    expect(lift(bytes).insert).to.equal(undefined)
  })

  for (const text of [
    `{"a":1,"cache_control":{"type":"ephemeral","scope":{"b":2}}}`,
    `{"a":1,"cache_control":{"type":"}"}}`,
    `{"a":1,"cache_control":{"type":"ephemeral"`,
    `{"a":1,${short},${short}}`,
  ]) {
    it(`can put back what it has lifted out of ${text}`, () =>
      expect(putBack(lift(Buffer.from(text)))).to.equal(text))
  }
})
