import { expect } from 'chai'
import { ApiError } from '../../../src/anthropic/errors.ts'
import { modelsIn } from '../../../src/backends/shared/models.ts'

const list = (...data: readonly unknown[]): string => JSON.stringify({ object: 'list', data })

describe('a list of models', () => {
  it('gives ids and the times at which models were made', () => {
    expect(modelsIn(list({ id: 'gpt-5.1', created: 1_763_000_000 }, { id: 'local' }), 'work')).to.deep.equal([
      { id: 'gpt-5.1', createdAt: '2025-11-13T02:13:20.000Z' },
      { id: 'local' },
    ])
  })

  it("takes Gemini's place off the names", () => {
    expect(modelsIn(list({ id: 'models/gemini-3.8-flash' }), 'work')).to.deep.equal([
      { id: 'gemini-3.8-flash' },
    ])
  })

  it('leaves out what has no id', () => {
    expect(modelsIn(list(null, 'x', { id: 7 }, {}, { id: 'a', created: 'yesterday' }), 'work')).to.deep.equal(
      [{ id: 'a' }],
    )
  })

  it('says what came where it is no list', () => {
    for (const text of ['<html>Sign in</html>', '{"error":"x"}', 'null', '{"data":{}}', '']) {
      try {
        expect.fail(JSON.stringify(modelsIn(text, 'work')))
      } catch (error) {
        expect(ApiError.is(error) && error.type, text).to.equal('api_error')
        expect((error as Error).message, text).to.match(/^work: (a web page|no answer|nothing)/)
      }
    }
  })
})
