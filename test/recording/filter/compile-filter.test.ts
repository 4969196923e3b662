import { expect } from 'chai'
import { compileFilter } from '../../../src/recording/filter/compile-filter.ts'
import type { RecordedExchange } from '../../../src/recording/recorded-exchange.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'

const failed = {
  outcome: 'failed',
  error: { type: 'overloaded_error', message: 'too busy', status: 529 },
} as const

/** Numbers of those that match. */
async function chosen(text: string, exchanges: readonly RecordedExchange[]): Promise<readonly number[]> {
  const { matches } = compileFilter(text, { now: Date.parse('2026-11-26T10:00:13Z') })
  const found: number[] = []
  for (const exchange of exchanges) if (await matches(exchange)) found.push(exchange.seq)
  return found
}

describe('a filter', () => {
  const recorded = [
    { request: plainRequest('fix the parser'), answer: plainAnswer('done') },
    { request: plainRequest('again', { system: 'plan mode' }), end: failed },
    { request: plainRequest('third'), answer: plainAnswer('Parser fixed') },
  ]
  it('chooses by text, in the request or in the answer', () =>
    withRecording(recorded, async ({ exchanges }) => {
      expect(await chosen('parser', exchanges)).to.deep.equal([1, 3])
      expect(await chosen('~q parser', exchanges)).to.deep.equal([1])
      expect(await chosen('~r /^Parser/', exchanges)).to.deep.equal([3])
      expect(await chosen('~sys "plan mode"', exchanges)).to.deep.equal([2])
      expect(await chosen('~r busy', exchanges)).to.deep.equal([2])
    }))
  it('joins with and, or and not', () =>
    withRecording(recorded, async ({ exchanges }) => {
      expect(await chosen('', exchanges)).to.deep.equal([1, 2, 3])
      expect(await chosen('~e | done', exchanges)).to.deep.equal([1, 2])
      expect(await chosen('!~e parser', exchanges)).to.deep.equal([1, 3])
      expect(await chosen('!(parser | third)', exchanges)).to.deep.equal([2])
      expect(await chosen('#2- !#3', exchanges)).to.deep.equal([2])
      expect(await chosen('!~q parser & !~e', exchanges)).to.deep.equal([3])
      expect(await chosen('~after 11s ~before 2026-11-26T10:00:03Z', exchanges)).to.deep.equal([2])
    }))
  it('reads contents only where they decide', () =>
    withRecording(
      [
        {
          request: plainRequest('a'),
          answer: plainAnswer('b'),
          open: { request: { rope: [7], bytes: 1, crc: 0 } },
        },
      ],
      async ({ exchanges: [exchange] }) => {
        if (!exchange) throw new Error('one was written')
        let reads = 0
        const watched = Object.create(exchange, {
          requestValue: { value: () => Promise.resolve(void reads++) },
          answerValue: { value: () => Promise.resolve(void reads++) },
        }) as RecordedExchange
        for (const text of ['parser ~e', '~e & parser', '#1 | parser', '!(~e parser)', '~sys x ~m haiku']) {
          await compileFilter(text, { now: 0 }).matches(watched)
        }
        expect(reads).to.equal(0)
        expect(await compileFilter('parser', { now: 0 }).matches(watched)).to.equal(false)
        expect(reads).to.equal(2)
      },
    ))
  it('says whether contents may be needed at all', () => {
    expect(compileFilter('~e | #3', { now: 0 }).needsContent).to.equal(false)
    expect(compileFilter('~e !(#3 word)', { now: 0 }).needsContent).to.equal(true)
  })
})
