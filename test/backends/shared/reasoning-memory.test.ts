import { expect } from 'chai'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'

describe('the memory of reasoning', () => {
  it('gives back what a call came with, in its own session only', () => {
    const memory = new ReasoningMemory()
    memory.remember('one', 'call_1', 'state')
    expect(memory.recall('one', 'call_1')).to.equal('state')
    expect(memory.recall('one', 'call_2')).to.equal(undefined)
    expect(memory.recall('other', 'call_1')).to.equal(undefined)
  })

  it('keeps the latest of two states of one call', () => {
    const memory = new ReasoningMemory()
    memory.remember('one', 'call_1', 'first')
    memory.remember('one', 'call_1', 'second')
    expect(memory.recall('one', 'call_1')).to.equal('second')
  })

  it('forgets the oldest of more than two thousand', () => {
    const memory = new ReasoningMemory()
    for (let number = 0; number < 2_500; number += 1) memory.remember('one', `call_${number}`, number)
    expect(memory.recall('one', 'call_499')).to.equal(undefined)
    expect(memory.recall('one', 'call_500')).to.equal(500)
    expect(memory.recall('one', 'call_2499')).to.equal(2499)
  })

  it('forgets what has not been asked for before what has', () => {
    const memory = new ReasoningMemory()
    memory.remember('one', 'long', 'conversation')
    for (let number = 0; number < 5_000; number += 1) {
      memory.remember('other', `call_${number}`, number)
      if (number % 500 === 0) expect(memory.recall('one', 'long'), String(number)).to.equal('conversation')
    }
  })
})
