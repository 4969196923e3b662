import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { Normalizer } from '../../../src/recording/matching/patterns.ts'
import { printsOf } from '../../../src/recording/matching/prints.ts'
import { callOf, requestOf, resultOf } from '../../support/library.ts'

const prints = (request: MessagesRequest) => printsOf(request, new Normalizer())

/** A turn with the result of one tool. */
const turn = (output: string, { failed = false, tool = 'Bash', prompt = 'go' } = {}): MessagesRequest =>
  requestOf([prompt, [callOf(tool, { command: 'date' }, 'toolu_1')], [resultOf('toolu_1', output, failed)]])

describe('what a request is found by', () => {
  it('is all of it at first', () => {
    expect(prints(turn('a')).exact).to.equal(prints(turn('a')).exact)
    expect(prints(turn('at 10:00')).exact).not.to.equal(prints(turn('at 10:01')).exact)
  })
  it('is the normal form then', () => {
    expect(prints(turn('at 10:00')).normal).to.equal(prints(turn('at 10:01')).normal)
    expect(prints(turn('4 tests')).normal).not.to.equal(prints(turn('5 tests')).normal)
  })
  it('is the shape at last: tools and whether they worked, and what the person said last', () => {
    const { shape } = prints(turn('4 tests'))
    expect(prints(turn('5 tests')).shape).to.equal(shape)
    expect(prints({ ...turn('4 tests'), system: 'another', model: 'another' }).shape).to.equal(shape)
    expect(prints(turn('4 tests', { tool: 'Read' })).shape).not.to.equal(shape)
    expect(prints(turn('4 tests', { failed: true })).shape).not.to.equal(shape)
    expect(prints(requestOf(['go'])).shape).not.to.equal(prints(requestOf(['stop'])).shape)
    expect(prints(requestOf(['go', 'ok', 'on'])).shape).not.to.equal(prints(requestOf(['on'])).shape)
  })
  it('does not see in the shape what commands of Claude Code’s own have printed', () => {
    const said = (output: string) =>
      requestOf([
        [
          { type: 'text', text: `<local-command-stdout>${output}</local-command-stdout>` },
          { type: 'text', text: 'go' },
        ],
      ])
    expect(prints(said('2k tokens')).shape).to.equal(prints(said('3k tokens')).shape)
    expect(prints(said('2k tokens')).normal).not.to.equal(prints(said('3k tokens')).normal)
  })
  it('has a print for each message, which tells how far two conversations are the same', () => {
    const one = prints(requestOf(['go', 'at 10:00', 'on'])).messages
    const other = prints(requestOf(['go', 'at 10:01', 'back'])).messages
    expect(one).to.have.length(3)
    expect(one.slice(0, 2)).to.deep.equal(other.slice(0, 2))
    expect(one[2]).not.to.equal(other[2])
  })
  it('does not see turns of the system in the shape', () => {
    const plain = requestOf(['go'])
    const system = { role: 'system', content: 'mind the tools' } as const
    const more = { ...plain, messages: [...plain.messages, system] }
    expect(prints(more).shape).to.equal(prints(plain).shape)
    expect(prints(more).normal).not.to.equal(prints(plain).normal)
  })
})
