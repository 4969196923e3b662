import { expect } from 'chai'
import type { Message } from '../../../src/anthropic/message.ts'
import { compared } from '../../../src/recording/replay/compare.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, callingMessage } from '../../support/replays.ts'

const compare = (recorded: Message, replayed: Message) =>
  compared(answeredSide(recorded), answeredSide(replayed), [])

describe('the comparison of two answers', () => {
  it('is the same where every word is', () => {
    expect(compare(messageOf('Hi'), messageOf('Hi'))).to.include({ verdict: 'same', similarity: 1 })
  })
  it('does not mind ids of calls and white space around a text', () => {
    const call = callingMessage([['Bash', { command: 'ls' }]], 'So:')
    const other = {
      ...call,
      content: call.content.map(block => ('id' in block ? { ...block, id: 'x' } : block)),
    }
    expect(compare(call, other as Message).verdict).to.equal('same')
    expect(compare(messageOf('Hi'), messageOf('Hi\n')).verdict).to.equal('same')
  })
  it('is equivalent where the same tools are called in other words', () => {
    const found = compare(
      callingMessage([['Bash', { command: 'ls' }]], 'Let me look.'),
      callingMessage([['Bash', { command: 'ls' }]], 'I look around.'),
    )
    expect(found.verdict).to.equal('equivalent')
    expect(found.similarity).to.be.below(1)
  })
  it('differs in tools before anything else', () => {
    const found = compare(callingMessage([['Bash', {}]], 'So'), messageOf('So'))
    expect(found.verdict).to.equal('tools-differ')
    expect(found.tools).to.deep.equal([{ kind: 'missing', name: 'Bash' }])
    expect(found.stop).to.deep.equal({ recorded: 'tool_use', replayed: 'end_turn' })
  })
  it('differs in its end where the tools are the same', () => {
    const cut = { ...messageOf('Hi'), stop_reason: 'max_tokens' } as const
    expect(compare(messageOf('Hi'), cut).verdict).to.equal('stop-differs')
  })
  it('is an error where today brings no answer, whatever was recorded', () => {
    const error = { type: 'overloaded_error', message: 'busy' }
    const failed = { outcome: 'failed', error, message: messageOf('half') } as const
    expect(compared(answeredSide(messageOf('Hi')), failed, []).verdict).to.equal('error')
    expect(compared(failed, failed, []).verdict).to.equal('error')
  })
  it('compares nothing with an answer that the recorded run did not get', () => {
    const found = compared({ outcome: 'unfinished' }, answeredSide(messageOf('Hi')), [])
    expect(found.verdict).to.equal('uncompared')
    expect(found).not.to.have.property('similarity')
  })
  it('counts the characters of thinking', () => {
    const block = { type: 'thinking', thinking: 'hmm', signature: '' }
    const thought = { ...messageOf('Hi'), content: [block, ...messageOf('Hi').content] } as Message
    expect(compare(messageOf('Hi'), thought).thinking).to.deep.equal({ recorded: 0, replayed: 3 })
  })
  it('checks the inputs of today by the tools of the request', () => {
    const tools = [{ name: 'Bash', input_schema: { type: 'object', required: ['command'] } }]
    const call = answeredSide(callingMessage([['Bash', {}]]))
    expect(compared(call, call, tools).schemaFaults).to.deep.equal(['Bash: /command is missing'])
  })
})
