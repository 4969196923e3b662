import { expect } from 'chai'
import { Lanes, type Remembered } from '../../src/recording/lanes.ts'

const megabyte = 1024 * 1024
const bodyOf = (bytes: Buffer): Remembered => ({
  bytes,
  packed: { body: { rope: [], bytes: bytes.length }, parts: [] },
})
const small = (text: string): Remembered => bodyOf(Buffer.from(text))
const large = (megabytes: number): Remembered => bodyOf(Buffer.alloc(megabytes * megabyte))

describe('the lanes of a packer', () => {
  it('remember the last body of each', () => {
    const lanes = new Lanes()
    lanes.set('one', small('first'))
    lanes.set('other', small('second'))
    lanes.set('one', small('third'))
    expect(String(lanes.get('one')?.bytes)).to.equal('third')
    expect(String(lanes.get('other')?.bytes)).to.equal('second')
    expect(lanes.get('unknown')).to.equal(undefined)
  })

  it('forget the one that was left alone longest when there are many', () => {
    const lanes = new Lanes()
    for (let lane = 0; lane < 32; lane += 1) lanes.set(`${lane}`, small('body'))
    lanes.set('0', small('again'))
    lanes.set('32', small('body'))
    expect(lanes.get('0')).not.to.equal(undefined)
    expect(lanes.get('1')).to.equal(undefined)
    expect(lanes.get('2')).not.to.equal(undefined)
  })

  it('forget the oldest ones until the rest has room', () => {
    const lanes = new Lanes()
    for (const lane of ['a', 'b', 'c']) lanes.set(lane, large(12))
    lanes.set('d', large(24))
    expect(['a', 'b', 'c', 'd'].filter(lane => lanes.get(lane))).to.deep.equal(['c', 'd'])
  })

  it('keep the bytes that a body had when it was given', () => {
    const lanes = new Lanes()
    const body = small('first')
    lanes.set('one', body)
    body.bytes.fill('x')
    expect(lanes.get('one')?.bytes.toString()).to.equal('first')
    lanes.set('one', small('longer than the first'))
    lanes.set('one', small('short'))
    expect(lanes.get('one')?.bytes.toString()).to.equal('short')
  })

  it('count a body once, however often its lane goes on', () => {
    const lanes = new Lanes()
    lanes.set('quiet', small('body'))
    for (let turn = 0; turn < 20; turn += 1) lanes.set('busy', large(20))
    expect(lanes.get('quiet')).not.to.equal(undefined)
  })

  it('have no place for a body that is larger than all of them may be, nor for the one before it', () => {
    const lanes = new Lanes()
    lanes.set('other', small('body'))
    lanes.set('one', small('body'))
    lanes.set('one', large(49))
    expect(lanes.get('one')).to.equal(undefined)
    expect(lanes.get('other')).not.to.equal(undefined)
  })
})
