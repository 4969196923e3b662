import { expect } from 'chai'
import { figureTable, legend, targetTable, titles } from '../../bench/report.ts'
import { Results } from '../../bench/results.ts'
import { targets, verdict } from '../../bench/targets.ts'

describe('the tables of the benchmark', () => {
  const results = new Results()
  for (const round of [0, 1, 2]) {
    results.add(round, 'direct', { 'latency 1 KB': [1, 1, 3] })
    results.add(round, 'bare-pass', { 'cpu 150 KB': 2, 'latency 1 KB': [0, 1.5 + round, 9] })
    results.add(round, 'pass', { 'cpu 150 KB': 2.2 + round })
  }

  it('set the targets beside the ratios, for what was measured', () => {
    expect(targetTable(results).split('\n').slice(2)).to.deep.equal([
      '| CPU a request 150 KB, ms | pass | bare-pass | 1.60 | 1.10 to 2.10 | 1.3 | over |',
    ])
    expect(targetTable(new Results())).to.equal('')
  })
  it('set them beside shares, and beside another figure of the same', () => {
    const own = new Results()
    own.add(0, 'pass+ten', { 'paced share': 0.04 })
    own.add(0, 'direct', { 'scan again': 1, 'parse 1 MB': 2 })
    expect(targetTable(own).split('\n').slice(2)).to.deep.equal([
      '| a stream of an event each 5 ms: CPU a second, s | pass+ten | – | 0.04 | 0.04 to 0.04 | 0.10 | met |',
      '| search it in the next turn, ms | direct | parse a request of 1 MB, ms | 0.50 | 0.50 to 0.50 | 1.0 | met |',
    ])
  })
  it('show what is added to the direct way, and the direct way itself in brackets', () => {
    expect(figureTable(results, ['direct', 'bare-pass', 'pass']).split('\n')).to.deep.equal([
      '|  | direct | bare-pass | pass |',
      '| --- | --: | --: | --: |',
      '| added latency 1 KB, p50, ms | (1.00) | 1.50 | – |',
      '| added latency 1 KB, p99, ms | (3.00) | 6.00 | – |',
      '| CPU a request 150 KB, ms | – | 2.00 | 3.20 |',
    ])
  })
  it('have a title for every figure that has a target', () => {
    for (const { figure } of targets) expect(titles).to.have.property(figure)
  })
  it('call a ratio over when it is so in the digits shown', () => {
    expect(verdict(1.304, { most: 1.3 })).to.equal('met')
    expect(verdict(1.306, { most: 1.3 })).to.equal('over')
  })
  it('explain the names', () => {
    expect(legend(['pass', 'direct'])).to.equal(
      '- direct: the upstream itself\n- pass: `anthropic` without any plugin',
    )
  })
})
