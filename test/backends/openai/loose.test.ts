import { expect } from 'chai'
import { callsIn, choiceIn, deltaIn, objectsIn, textIn } from '../../../src/backends/openai/loose.ts'
import type { ChatChoice, ChatChunk } from '../../../src/backends/openai/types.ts'

describe('what a host sends', () => {
  it('is a list of objects where it is to be one, without what is none', () => {
    const list = [{ a: 1 }]
    expect(objectsIn(list)).to.equal(list)
    expect(objectsIn([null, 1, 'x', [], { a: 1 }])).to.deep.equal(list)
    for (const other of [null, undefined, {}, 'x', 7]) expect(objectsIn(other)).to.deep.equal([])
  })
  it('is a text where it is to be one, or a number as text', () => {
    expect([textIn('a'), textIn(''), textIn(12), textIn(null), textIn({})]).to.deep.equal([
      'a',
      undefined,
      '12',
      undefined,
      undefined,
    ])
  })
  it('is the choice with the index 0 or none', () => {
    const chunk = { choices: [null, { index: 1 }, { text: 'a' }] } as unknown as ChatChunk
    expect(choiceIn(chunk)).to.deep.equal({ text: 'a' })
    for (const choices of [null, {}, [null], [{ index: 2 }]]) {
      expect(choiceIn({ choices } as unknown as ChatChunk)).to.equal(undefined)
    }
  })
  it('is said in a delta, in a message, or as a text', () => {
    expect(deltaIn({ delta: { content: 'a' } })).to.deep.equal({ content: 'a' })
    expect(deltaIn({ delta: null, message: { content: 'b' } })).to.deep.equal({ content: 'b' })
    expect(deltaIn({ text: 'c' })).to.deep.equal({ content: 'c' })
    expect(deltaIn({ delta: 'x' } as unknown as ChatChoice)).to.deep.equal({})
  })
  it('calls tools in a list, or one as it was done before there was a list', () => {
    expect(callsIn({ tool_calls: [null, { index: 0 }] as never })).to.deep.equal([{ index: 0 }])
    expect(callsIn({ function_call: { name: 'a' } })).to.deep.equal([{ index: 0, function: { name: 'a' } }])
    expect(callsIn({ tool_calls: null, function_call: null })).to.deep.equal([])
  })
})
