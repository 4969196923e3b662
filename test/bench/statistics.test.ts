import { expect } from 'chai'
import { known, median, paired, pairedRatio, percentile } from '../../bench/statistics.ts'

describe('the statistics of the benchmark', () => {
  it('find the middle of any count of values, in any order', () => {
    expect(median([])).to.equal(undefined)
    expect(median([3])).to.equal(3)
    expect(median([9, 1, 5])).to.equal(5)
    expect(median([4, 1, 2, 3])).to.equal(2.5)
    expect(median([10, 9, 100])).to.equal(10)
  })
  it('find a percentile by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(hundred, 0.99)).to.equal(99)
    expect(percentile(hundred, 0.5)).to.equal(50)
    expect(percentile([7], 0.99)).to.equal(7)
    expect(percentile([1, 2, 3], 0.99)).to.equal(3)
    expect(percentile([1, 2], 0)).to.equal(1)
    expect(percentile([], 0.5)).to.equal(undefined)
  })
  it('leave what they are given as it is', () => {
    const values = [3, 1, 2]
    median(values)
    percentile(values, 0.5)
    expect(values).to.deep.equal([3, 1, 2])
  })
  it('pair figures of one round only', () => {
    expect(paired([5, undefined, 9], [2, 3], (value, other) => value - other)).to.deep.equal([3])
    expect(known([1, undefined, 0])).to.deep.equal([1, 0])
  })
  it('take the ratio of each round before the median, so that a slow round weighs no more than another', () => {
    expect(pairedRatio([2, 40, 3], [1, 10, 1])).to.deep.equal({ median: 3, least: 2, most: 4 })
    expect(pairedRatio([1], [])).to.equal(undefined)
    expect(pairedRatio([1, 2], [0, 1])).to.deep.equal({ median: 2, least: 2, most: 2 })
  })
})
