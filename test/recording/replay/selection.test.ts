import { expect } from 'chai'
import { momentOf, rangesOf, type Selection, selected } from '../../../src/recording/replay/selection.ts'
import { requestOf } from '../../support/gateway.ts'
import { recordedExchanges } from '../../support/replays.ts'

const request = requestOf('x')
const who = { session: 'aaaa-1', by: 'header' } as const
const exchanges = recordedExchanges([
  { request, open: { who: { ...who, class: 'main' } } },
  { request, open: { who: { ...who, class: 'subagent', agent: 'a1b2', agentType: 'Explore' } } },
  { request, open: { who: { ...who, class: 'title' } } },
  { request, open: { who: { session: 'bbbb-2', class: 'main', by: 'header' } } },
])

const numbers = async (selection: Selection) => (await selected(exchanges, selection)).map(({ seq }) => seq)

describe('the selection of exchanges', () => {
  it('is all of them where nothing is said', async () =>
    expect(await numbers({})).to.deep.equal([1, 2, 3, 4]))
  it('goes by number', async () => {
    expect(
      await numbers({
        only: [
          [3, 9],
          [1, 1],
        ],
      }),
    ).to.deep.equal([1, 3, 4])
  })
  it('goes by agent: main, all, an id or a type', async () => {
    expect(await numbers({ agent: 'main' })).to.deep.equal([1, 4])
    expect(await numbers({ agent: 'all' })).to.deep.equal([1, 2, 3, 4])
    expect(await numbers({ agent: 'a1' })).to.deep.equal([2])
    expect(await numbers({ agent: 'explore' })).to.deep.equal([2])
    expect(await numbers({ agent: 'Plan' })).to.deep.equal([])
  })
  it('goes by session, which its beginning names', async () =>
    expect(await numbers({ session: 'bbbb' })).to.deep.equal([4]))
  it('goes by time, both ends included', async () => {
    const [, second, third] = exchanges.map(({ open }) => Date.parse(open.time))
    expect(await numbers({ since: second, until: third })).to.deep.equal([2, 3])
  })
  it('takes the first of those that fit', async () =>
    expect(await numbers({ agent: 'main', limit: 1 })).to.deep.equal([1]))
  it('asks any other condition of those that fit so far', async () => {
    const asked: number[] = []
    const matches = async ({ seq }: { seq: number }) => {
      asked.push(seq)
      return seq > 1
    }
    expect(await numbers({ agent: 'main', matches })).to.deep.equal([4])
    expect(asked).to.deep.equal([1, 4])
  })
})

describe('ranges of numbers', () => {
  it('are read with and without #', () => {
    expect(rangesOf('3-7,12')).to.deep.equal([
      [3, 7],
      [12, 12],
    ])
    expect(rangesOf('#3-#7, #12')).to.deep.equal([
      [3, 7],
      [12, 12],
    ])
  })
  it('are refused where they are none', () => {
    for (const text of ['', 'x', '3-', '7-3', '1,,2', '-3']) expect(rangesOf(text), text).to.equal(undefined)
  })
})

describe('moments', () => {
  const now = Date.parse('2026-11-26T12:00:00Z')
  it('are dates, or how long ago', () => {
    expect(momentOf('2026-11-26T10:00:00Z', now)).to.equal(now - 7_200_000)
    expect(momentOf('2h', now)).to.equal(now - 7_200_000)
    expect(momentOf('90m', now)).to.equal(now - 5_400_000)
    expect(momentOf('1d', now)).to.equal(now - 86_400_000)
  })
  it('are refused where they are none', () => {
    for (const text of ['', 'soon', '2x', '12', '2026-99-99'])
      expect(momentOf(text, now), text).to.equal(undefined)
  })
})
