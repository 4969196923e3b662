import { expect } from 'chai'
import { type Ending, endOf, failureOf } from '../../../src/backends/openai/finish.ts'

const ending = (more: Partial<Ending>) =>
  endOf({
    reason: null,
    matched: undefined,
    hit: undefined,
    stopSequences: [],
    refusal: '',
    isFull: false,
    ...more,
  })

describe('the end of an answer', () => {
  it('leaves end_turn and tool_use to the blocks', () => {
    for (const reason of ['stop', 'eos', 'COMPLETE', 'tool_calls', 'function_call', null]) {
      expect(ending({ reason }).reason, String(reason)).to.equal(undefined)
    }
  })

  it("is max_tokens in every spelling, and the window's end where that is full", () => {
    for (const reason of ['length', 'max_tokens', 'MAX_TOKENS'])
      expect(ending({ reason }).reason).to.equal('max_tokens')
    expect(ending({ reason: 'length', isFull: true }).reason).to.equal('model_context_window_exceeded')
  })

  it('is a refusal for filters, with an explanation (cases 44 and 45)', () => {
    for (const reason of ['content_filter', 'SAFETY', 'RECITATION', 'PROHIBITED_CONTENT', 'BLOCKLIST']) {
      const { reason: said, details } = ending({ reason })
      expect(said).to.equal('refusal')
      expect(details).to.include({ type: 'refusal', category: null })
    }
    expect(ending({ reason: 'stop', refusal: 'I will not' }).details).to.include({
      explanation: 'I will not',
    })
  })

  it('names the stop sequence that was met, by vLLM (case 48) or here', () => {
    expect(ending({ reason: 'stop', matched: '###', stopSequences: ['###'] })).to.include({
      reason: 'stop_sequence',
      sequence: '###',
    })
    expect(ending({ hit: 'END' })).to.include({ reason: 'stop_sequence', sequence: 'END' })
    expect(ending({ reason: 'stop', matched: 128_009, stopSequences: ['###'] }).reason).to.equal(undefined)
  })
})

describe('a reason that is a failure', () => {
  it('is one, and no stop', () => {
    expect(failureOf('error', 'host')?.type).to.equal('overloaded_error')
    expect(failureOf('insufficient_system_resource', 'host')?.type).to.equal('overloaded_error')
    expect(failureOf('MALFORMED_FUNCTION_CALL', 'host')?.type).to.equal('api_error')
    for (const reason of ['stop', 'length', null]) expect(failureOf(reason, 'host')).to.equal(undefined)
  })
})
