import { expect } from 'chai'
import { endOf, failureOf } from '../../../src/backends/bedrock/finish.ts'

describe('the reasons to stop on Bedrock', () => {
  it('keep their names where the API has them', () => {
    for (const reason of ['max_tokens', 'model_context_window_exceeded']) {
      expect(endOf(reason, undefined, undefined)).to.deep.equal({ reason, sequence: null, details: null })
    }
  })
  it('leave it to the blocks whether a tool was called', () => {
    for (const reason of ['end_turn', 'tool_use', 'new_reason', undefined]) {
      expect(endOf(reason, undefined, undefined).reason).to.equal(undefined)
    }
  })
  it('case 108: name the stop sequence, from a stream and from a whole answer', () => {
    expect(endOf('stop_sequence', { delta: { stop_sequence: '###' } }, undefined).sequence).to.equal('###')
    expect(endOf('stop_sequence', { stop_sequence: 'END' }, undefined).sequence).to.equal('END')
    expect(endOf('stop_sequence', null, undefined)).to.include({ reason: 'stop_sequence', sequence: null })
  })
  it('case 104: are a refusal where a guardrail or a filter spoke', () => {
    const trace = { guardrail: { outputAssessments: { g: [{ topicPolicy: { topics: [] } }] } } }
    expect(endOf('guardrail_intervened', undefined, trace)).to.deep.equal({
      reason: 'refusal',
      sequence: null,
      details: {
        type: 'refusal',
        category: null,
        explanation: 'a guardrail stopped the answer: topicPolicy',
      },
    })
    const told = { guardrail: { actionReason: 'Guardrail blocked.' } }
    expect(endOf('guardrail_intervened', undefined, told).details).to.deep.include({
      explanation: 'a guardrail stopped the answer: Guardrail blocked.',
    })
    expect(endOf('content_filtered', undefined, undefined).details).to.deep.include({
      explanation: 'the content filter of Bedrock stopped the answer',
    })
  })
  it('case 104: are a failure where the model wrote what cannot be read', () => {
    expect(failureOf('malformed_tool_use', 'cloud')).to.include({ type: 'api_error', backend: 'cloud' })
    expect(failureOf('malformed_model_output', 'cloud')?.message).to.include('malformed_model_output')
    expect(failureOf('end_turn', 'cloud')).to.equal(undefined)
    expect(failureOf(undefined, 'cloud')).to.equal(undefined)
  })
})
