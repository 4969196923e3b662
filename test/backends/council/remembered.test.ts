import { expect } from 'chai'
import { Remembered } from '../../../src/backends/council/remembered.ts'

describe('what is remembered', () => {
  it('is forgotten two hours after its last use', () => {
    let now = 0
    const memory = new Remembered<string>({ now: () => now })
    memory.set('a', 'advice')
    now = 7_200_000
    expect(memory.get('a')).to.equal('advice')
    now = 14_400_000
    expect(memory.get('a')).to.equal('advice')
    now = 21_600_001
    expect(memory.get('a')).to.equal(undefined)
    expect(memory.size).to.equal(0)
  })

  it('is no more than 256 things, the least used of which goes first', () => {
    const memory = new Remembered<number>({ now: () => 0 })
    for (let index = 0; index < 256; index++) memory.set(`${index}`, index)
    expect(memory.get('0')).to.equal(0)
    memory.set('one more', 1)
    expect(memory.size).to.equal(256)
    expect(memory.get('1')).to.equal(undefined)
    expect(memory.get('0')).to.equal(0)
  })
})
