import { expect } from 'chai'
import { percentile, totalsOf } from '../../../src/recording/replay/totals.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, resultOf } from '../../support/replays.ts'

const side = (total: number, dollars?: number, text = 'Hi') =>
  answeredSide(messageOf(text), {
    timing: { startedAt: 0, firstEvent: total / 10, total },
    ...(dollars !== undefined && { cost: { dollars, uncached: dollars } }),
  })

describe('the totals of a replay', () => {
  it('count the verdicts, the tokens and the dollars of both sides', () => {
    const totals = totalsOf([
      resultOf(side(1_000, 0.02), side(500, 0.01)),
      resultOf(side(3_000, 0.04), side(900, 0.01, 'Hello')),
      resultOf(side(2_000), { outcome: 'failed' }),
    ])
    expect(totals.verdicts).to.include({ same: 1, equivalent: 1, error: 1 })
    expect(totals.recorded).to.include({ inputTokens: 9, outputTokens: 6, unpriced: 1 })
    expect(totals.recorded.dollars).to.be.closeTo(0.06, 1e-9)
    expect(totals.replayed).to.deep.include({ inputTokens: 6, outputTokens: 4, unpriced: 0 })
    expect(totals.replayed.time).to.deep.equal({ p50: 500, p95: 900 })
    expect(totals.replayed.firstEvent).to.deep.equal({ p50: 50 })
  })
  it('have no figures of what nobody knows', () => {
    const { replayed } = totalsOf([resultOf(side(1), { outcome: 'failed' })])
    expect(replayed).not.to.have.any.keys('dollars', 'time', 'firstEvent')
  })
})

describe('a percentile', () => {
  it('is a value that was there', () => {
    expect(percentile([4, 1, 3, 2], 50)).to.equal(2)
    expect(percentile([4, 1, 3, 2], 95)).to.equal(4)
    expect(percentile([7], 50)).to.equal(7)
    expect(percentile([], 50)).to.equal(0)
  })
})
