import { expect } from 'chai'
import { Results } from '../../bench/results.ts'

describe('the results of the benchmark', () => {
  const results = new Results()
  results.add(0, 'direct', { latency: 1 })
  results.add(0, 'pass', { latency: 3, cpu: 4 })
  results.add(1, 'direct', { latency: 2 })
  results.add(1, 'pass', { latency: 8 })
  results.add(2, 'pass', { latency: 100 })

  it('keep a figure a round, and none where there was none', () => {
    expect(results.rounds('latency', 'pass')).to.deep.equal([3, 8, 100])
    expect(results.rounds('cpu', 'pass')).to.deep.equal([4])
    expect(results.rounds('cpu', 'direct')).to.deep.equal([])
  })
  it('take the middle of a round and the tail of all', () => {
    const timed = new Results()
    timed.add(0, 'pass', { delay: [1, 2, 3] })
    timed.add(1, 'pass', { delay: [4, 5, 90] })
    expect(timed.rounds('delay', 'pass')).to.deep.equal([2, 5])
    expect(timed.tail('delay', 'pass')).to.equal(90)
    expect(timed.tail('delay', 'direct')).to.equal(undefined)
  })
  it('compare rounds that both have', () => {
    expect(results.median('latency', 'pass')).to.equal(8)
    expect(results.added('latency', 'pass', 'direct')).to.equal(4)
    expect(results.ratio('latency', 'pass', 'direct')).to.deep.equal({ median: 3.5, least: 3, most: 4 })
    expect(results.ratio('cpu', 'pass', 'direct')).to.equal(undefined)
    expect(results.ratio('latency', 'pass', 'pass', 'cpu')).to.deep.equal({
      median: 0.75,
      least: 0.75,
      most: 0.75,
    })
    expect(results.share('cpu', 'pass')).to.deep.equal({ median: 4, least: 4, most: 4 })
    expect(results.share('cpu', 'direct')).to.equal(undefined)
    expect(results.added('nothing', 'pass', 'direct')).to.equal(undefined)
  })
})
