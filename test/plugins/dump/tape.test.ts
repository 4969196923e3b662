import { expect } from 'chai'
import type { StreamEvent } from 'claudecodex'
import { Tape } from '../../../plugins/dump/tape.ts'

const delta = (text: string): StreamEvent => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
})

describe('the tape of an answer', () => {
  it('keeps events with their times, in order', () => {
    const tape = new Tape()
    tape.add(delta('a'), 1)
    tape.add({ type: 'message_stop' }, 2.5)
    expect(tape.taped).to.deep.equal([
      { at: 1, event: delta('a') },
      { at: 2.5, event: { type: 'message_stop' } },
    ])
    expect(tape.dropped).to.equal(0)
  })
  it('counts what it has no room for', () => {
    const tape = new Tape(1_000)
    for (let index = 0; index < 5; index++) tape.add(delta('x'.repeat(400)), index)
    expect(tape.taped).to.have.length(2)
    expect(tape.dropped).to.equal(3)
  })
})
