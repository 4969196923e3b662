import { expect } from 'chai'
import { SentParts } from '../../../src/backends/responses/sent-parts.ts'

describe('how much of a part was passed on', () => {
  it('tells what a whole part adds to its pieces', () => {
    const parts = new SentParts()
    const place = { output_index: 0, content_index: 0 }
    expect(parts.next(place, 'text', 'He', undefined)).to.equal('He')
    expect(parts.next(place, 'text', 'l', undefined)).to.equal('l')
    expect(parts.next(place, 'text', undefined, 'Hello')).to.equal('lo')
    expect(parts.next(place, 'text', undefined, 'Hello')).to.equal('')
    expect(parts.next(place, 'text', null, null)).to.equal('')
  })

  it('knows parts, kinds and items apart', () => {
    const parts = new SentParts()
    parts.next({ output_index: 1, content_index: 0 }, 'text', 'a', undefined)
    expect(parts.next({ output_index: 1, content_index: 1 }, 'text', undefined, 'b')).to.equal('b')
    expect(parts.next({ output_index: 1, content_index: 0 }, 'refusal', undefined, 'c')).to.equal('c')
    expect(parts.next({ output_index: 11, content_index: 0 }, 'text', undefined, 'd')).to.equal('d')
    expect([parts.any(1), parts.any(1, 'text'), parts.any(1, 'summary'), parts.any(2)]).to.deep.equal([
      true,
      true,
      false,
      false,
    ])
    expect(parts.hasBegun({ output_index: 1, content_index: 0 }, 'text')).to.equal(true)
    expect(parts.hasBegun({ output_index: 1, content_index: 2 }, 'text')).to.equal(false)
  })

  it('forgets an item whose index begins anew, and no other', () => {
    const parts = new SentParts()
    parts.next({ output_index: 1 }, 'arguments', '{', undefined)
    parts.next({ output_index: 10 }, 'arguments', '{', undefined)
    parts.forget(1)
    expect([parts.any(1), parts.any(10)]).to.deep.equal([false, true])
  })
})
