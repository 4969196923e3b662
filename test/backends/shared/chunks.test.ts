import { expect } from 'chai'
import { ApiError } from '../../../src/anthropic/errors.ts'
import { Chunks, JsonLines, parsed } from '../../../src/backends/shared/chunks.ts'

describe('chunks, a line each', () => {
  const cut = (...reads: readonly string[]): readonly string[] => {
    const lines = new JsonLines()
    return [...reads.flatMap(read => lines.push(Buffer.from(read))), ...lines.rest()].map(({ data }) => data)
  }
  it('are the same wherever the reads are cut, the last one without its line end included', () => {
    const text = '{"a":"ü"}\n{"b":2}\n{"c":3}'
    const bytes = Buffer.from(text)
    for (let at = 0; at <= bytes.length; at++) {
      const lines = new JsonLines()
      const events = [
        ...lines.push(bytes.subarray(0, at)),
        ...lines.push(bytes.subarray(at)),
        ...lines.rest(),
      ]
      expect(events.map(({ data }) => data)).to.deep.equal(['{"a":"ü"}', '{"b":2}', '{"c":3}'])
    }
  })
  it('end with the body, blank or not', () => expect(cut('{}\n', ' \n')).to.deep.equal(['{}', ' ']))
})

describe('the chunks of events', () => {
  const warnings: string[] = []
  const chunks = () => new Chunks({ backend: 'work', model: 'm', warn: text => void warnings.push(text) })

  it('are what is JSON up to [DONE]', () => {
    const some = chunks()
    const found = [...some.from([{ data: '{"a":1}' }, { data: '' }, { data: '[DONE]' }, { data: '{"b":2}' }])]
    expect(found).to.deep.equal([{ a: 1 }])
    expect(some.isDone).to.equal(true)
  })
  it('are skipped with a warning where they are no JSON, three times', () => {
    const some = chunks()
    const odd = { data: 'odd' }
    expect([...some.from([odd, odd, odd, { data: '{"a":1}' }])]).to.deep.equal([{ a: 1 }])
    expect(warnings).to.have.length(3)
    expect(() => [...some.from([odd])]).to.throw('is no JSON: odd')
  })
  it('are an error where the event says so, as LM Studio does', () => {
    try {
      expect([...chunks().from([{ event: 'error', data: '{"error":{"message":"no memory"}}' }])]).to.equal(
        'thrown',
      )
    } catch (thrown) {
      expect(ApiError.is(thrown) && thrown.message).to.include('no memory')
    }
  })
  it('are objects only', () => {
    expect(parsed('{"a":1}')).to.deep.equal({ a: 1 })
    for (const text of ['1', 'null', 'oops']) expect(parsed(text)).to.equal(undefined)
  })
})
