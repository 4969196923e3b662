import { expect } from 'chai'
import { Lessons } from '../../../src/backends/responses/learn.ts'
import type { ResponsesRequest } from '../../../src/backends/responses/types.ts'

const requestOf = (more: Partial<ResponsesRequest> = {}): ResponsesRequest => ({
  model: 'm',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
  store: false,
  ...more,
})

function taught(message: string, sent: ResponsesRequest, { status = 400, code = '' } = {}) {
  const lessons = new Lessons()
  return { lessons, said: lessons.learn(status, { message, code }, sent) }
}

describe('a lesson of the Responses API', () => {
  it('drops a field that is refused, for that model alone', () => {
    const sent = requestOf({ temperature: 0.3, safety_identifier: 'x' })
    const { lessons, said } = taught("Unknown parameter: 'safety_identifier'.", sent)
    expect(said).to.include('safety_identifier')
    expect(lessons.apply(sent)).to.deep.equal(requestOf({ temperature: 0.3 }))
    expect(lessons.apply({ ...sent, model: 'other' })).to.deep.equal({ ...sent, model: 'other' })
  })

  it('lowers the limit of the output', () => {
    const sent = requestOf({ max_output_tokens: 128_000 })
    const { lessons } = taught('max_output_tokens is too large: 128000. At most 32768 output tokens.', sent)
    expect(lessons.of('m')).to.include({ maxOutput: 32_768 })
  })

  it('knows the efforts that a model takes', () => {
    const sent = requestOf({ reasoning: { effort: 'none' } })
    const message =
      "Unsupported value: 'none' is not supported with the 'm' model. Supported values are: 'low', 'medium' and 'high'."
    const { lessons } = taught(message, sent)
    expect(lessons.of('m').efforts).to.deep.equal(['low', 'medium', 'high'])
  })

  it('leaves a model that does not reason alone with it', () => {
    const effort = "Unsupported parameter: 'reasoning.effort' is not supported with this model."
    const sent = requestOf({ reasoning: { effort: 'low' }, include: ['reasoning.encrypted_content'] })
    const { lessons } = taught(effort, sent)
    expect(lessons.apply(sent)).not.to.have.property('reasoning')
    const message = 'Encrypted content is not supported with this model.'
    expect(lessons.learn(400, { message, code: '' }, sent)).to.include('include')
    expect(lessons.apply(sent)).to.deep.equal(requestOf())
    expect(lessons.learn(400, { message, code: '' }, sent)).to.equal(undefined)
  })

  it('leaves out phases and summaries that a host does not know', () => {
    const message = { type: 'message', role: 'assistant', content: 'Hm', phase: 'commentary' } as const
    const phases = taught("Unknown parameter: 'input[1].phase'.", requestOf({ input: [message] }))
    expect(phases.lessons.of('m')).to.include({ phases: false, summaries: true })
    const summaries = taught(
      "Unsupported parameter: 'reasoning.summary' is not supported with this model.",
      requestOf({ reasoning: { summary: 'auto' } }),
    )
    expect(summaries.lessons.of('m')).to.include({ summaries: false })
  })

  it('forgets reasoning that cannot be read: the named item, or else all of them', () => {
    const item = (id: string) => ({ type: 'reasoning' as const, id, summary: [], encrypted_content: 'x' })
    const sent = requestOf({ input: [item('rs_1'), item('rs_2'), ...requestOf().input] })
    const named = taught('The encrypted content for item rs_2 could not be verified.', sent)
    expect(named.lessons.apply(sent).input).to.deep.equal([item('rs_1'), ...requestOf().input])
    const unnamed = taught('Bad content.', sent, { code: 'invalid_encrypted_content' })
    expect(unnamed.lessons.apply({ ...sent, model: 'other' }).input).to.deep.equal(requestOf().input)
    const gone = taught("Item with id 'rs_1' not found. Items are not persisted.", sent, { status: 404 })
    expect(gone.lessons.apply(sent).input).to.deep.equal([item('rs_2'), ...requestOf().input])
  })

  it('is none in what no second try could mend', () => {
    const sent = requestOf({ temperature: 0.3 })
    expect(taught("Unsupported: 'temperature'", sent, { status: 500 }).said).to.equal(undefined)
    expect(taught("Unsupported: 'temperature'", sent, { status: 404 }).said).to.equal(undefined)
    expect(taught('Invalid image.', sent).said).to.equal(undefined)
    const overflow = { code: 'context_length_exceeded' }
    expect(taught('invalid temperature', sent, overflow).said).to.equal(undefined)
  })
})
