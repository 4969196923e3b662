import { expect } from 'chai'
import { formOf, opened, textOf } from '../../../src/backends/shared/answer-form.ts'
import type { WireAnswer } from '../../../src/wire/http.ts'

const answerOf = (reads: readonly string[], type = ''): WireAnswer => {
  const body = {
    async *[Symbol.asyncIterator]() {
      for (const read of reads) yield Buffer.from(read)
    },
  }
  return { status: 200, headers: { 'content-type': type }, body } as unknown as WireAnswer
}

describe('the form of an answer', () => {
  it('is told by its first characters, behind blank lines and a byte order mark', () => {
    expect(formOf('\ufeff\n\n data: {', 'application/json')).to.equal('events')
    expect(formOf(': keep-alive', '')).to.equal('events')
    expect(formOf('{"id"', 'text/event-stream')).to.equal('json')
    expect(formOf('[{"error"', 'text/plain')).to.equal('json')
    expect(formOf('<html>', 'application/json')).to.equal('page')
    expect(formOf('database is down', 'text/plain')).to.equal('words')
  })
  it('is what the host says where that can be', () => {
    expect(formOf('{"id"', 'application/x-ndjson')).to.equal('lines')
    expect(formOf('retries: 3', 'text/event-stream')).to.equal('events')
  })
  it('is open as long as too little has come', () => {
    for (const start of ['', ' \n', '\ufeff', 'dat', 'data'])
      expect(formOf(start, ''), start).to.equal(undefined)
  })
})

describe('an opened answer', () => {
  it('has lost nothing of what was looked at', async () => {
    const { form, reads } = await opened(answerOf(['\n', 'da', 'ta: 1\n\n', 'data: 2\n\n']))
    expect(form).to.equal('events')
    expect(await textOf(reads, 'work')).to.equal('\ndata: 1\n\ndata: 2\n\n')
  })
  it('has no form where nothing comes', async () => {
    const { form, reads } = await opened(answerOf(['\n']))
    expect(form).to.equal(undefined)
    expect(await textOf(reads, 'work')).to.equal('\n')
  })
  it('is not read without end where it is wanted whole', async () => {
    const { reads } = await opened(answerOf(['{', ...Array<string>(11).fill('x'.repeat(1_000_000))]))
    const failure = await textOf(reads, 'work').then(
      () => undefined,
      (thrown: Error) => thrown.message,
    )
    expect(failure).to.equal('work sent more than 10000000 bytes.')
  })
})
