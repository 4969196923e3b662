import { expect } from 'chai'
import {
  argumentsIn,
  cutOf,
  type Ending,
  endOf,
  failureIn,
  responseIn,
  strange,
} from '../../../src/backends/responses/finish.ts'

const ending = (more: Partial<Ending> = {}): Ending => ({
  incomplete: null,
  hit: undefined,
  refusal: '',
  hasWholeCalls: false,
  isFull: false,
  ...more,
})

describe('the end of an answer of the Responses API', () => {
  const rows: readonly (readonly [string, Partial<Ending>, string | undefined])[] = [
    ['a whole answer', {}, undefined],
    ['a stop sequence', { hit: '##', incomplete: 'max_output_tokens' }, 'stop_sequence'],
    ['a refusal', { refusal: 'No.' }, 'refusal'],
    ['a filter', { incomplete: 'content_filter' }, 'refusal'],
    ['the limit', { incomplete: 'max_output_tokens' }, 'max_tokens'],
    ['the window', { incomplete: 'max_output_tokens', isFull: true }, 'model_context_window_exceeded'],
    ['the limit behind whole calls', { incomplete: 'max_output_tokens', hasWholeCalls: true }, undefined],
    ['a word that nobody knows', { incomplete: 'max_messages' }, 'max_tokens'],
  ]
  for (const [name, more, reason] of rows) {
    it(`${name} gives ${reason ?? 'what its blocks say'}`, () => {
      expect(endOf(ending(more)).reason).to.equal(reason)
    })
  }

  it('explains a refusal', () => {
    expect(endOf(ending({ refusal: 'No.' })).details).to.deep.equal({
      type: 'refusal',
      category: null,
      explanation: 'No.',
    })
    expect(endOf(ending({ hit: '##' })).sequence).to.equal('##')
  })
})

describe('what servers of the Responses API say in their own way', () => {
  it('a cut without a reason is taken for the limit', () => {
    expect(cutOf({ status: 'incomplete' })).to.equal('max_output_tokens')
    expect(cutOf({ status: 'incomplete', incomplete_details: { reason: 'content_filter' } })).to.equal(
      'content_filter',
    )
    expect(cutOf({ status: 'completed' })).to.equal(null)
    expect(cutOf(undefined)).to.equal(null)
  })

  it('arguments may be the object itself', () => {
    expect(argumentsIn({ arguments: { a: 1 } as never })).to.equal('{"a":1}')
    expect(argumentsIn({ arguments: '{"a":1}' })).to.equal('{"a":1}')
    for (const nothing of [{}, { arguments: null }]) expect(argumentsIn(nothing)).to.equal(nothing.arguments)
  })

  it('an answer of something else is named as that', () => {
    expect(strange('work')).to.include({ type: 'api_error', backend: 'work' })
  })
})

describe('a failure in an answer', () => {
  const error = { code: 'server_error', message: 'x' }

  it('is found wherever it stands', () => {
    expect(failureIn({ type: 'response.failed', response: { error } })).to.equal(error)
    expect(failureIn({ object: 'response', status: 'failed', error })).to.equal(error)
    expect(failureIn({ type: 'error', error })).to.equal(error)
    expect(failureIn({ type: 'error', ...error })).to.include(error)
    expect(failureIn({ error })).to.equal(error)
    expect(failureIn({ type: 'response.failed' })).to.include({ code: 'server_error' })
  })

  it('is not seen where there is none', () => {
    expect(failureIn({ type: 'response.completed', response: { error: null } })).to.equal(undefined)
    expect(failureIn({ object: 'response', status: 'completed', error: null })).to.equal(undefined)
  })
})

describe('the answer as a whole', () => {
  it('comes with the last event or as a body', () => {
    const response = { status: 'completed', output: [] }
    expect(responseIn({ type: 'response.completed', response })).to.equal(response)
    expect(responseIn({ type: 'response.incomplete' })).to.deep.equal({})
    expect(responseIn({ object: 'response', status: 'incomplete' })).to.include({ status: 'incomplete' })
    expect(responseIn({ object: 'response', output: [] })).to.include({ object: 'response' })
  })

  it('is not there before', () => {
    expect(responseIn({ type: 'response.created', response: { status: 'in_progress' } })).to.equal(undefined)
    for (const status of ['in_progress', 'queued', 'cancelled']) {
      expect(responseIn({ object: 'response', status })).to.equal(undefined)
    }
  })
})
