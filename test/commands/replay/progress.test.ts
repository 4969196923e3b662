import { expect } from 'chai'
import { progressLine } from '../../../src/commands/replay/progress.ts'
import type { Progress } from '../../../src/recording/replay/run.ts'

const at = (done: number, more: Partial<Progress> = {}): Progress => ({
  all: 20,
  done,
  running: 2,
  dollars: 0,
  tokens: 0,
  ...more,
})

function lineOf(columns: number | undefined) {
  const written: string[] = []
  const clock = { time: 0 }
  const waiting = new Set<() => void>()
  const line = progressLine({
    write: text => written.push(text),
    columns,
    now: () => clock.time,
    later: work => {
      waiting.add(work)
      return () => waiting.delete(work)
    },
  })
  const wake = (): void => {
    clock.time += 100
    for (const work of waiting) {
      waiting.delete(work)
      work()
    }
  }
  return { line, written, clock, wake }
}

describe('the progress on a terminal', () => {
  it('is one line, drawn over itself, that never wraps', () => {
    const { line, written, clock } = lineOf(60)
    for (const done of [1, 10]) {
      clock.time += 1_000
      line.show(at(done, { dollars: 1.5 }))
    }
    expect(written).to.have.length(2)
    for (const text of written) {
      expect(text).to.match(/^\r[^\n]*\u001B\[K$/)
      expect([...text].length - 1 - 3).to.be.below(60)
    }
    expect(written[1]).to.contain('█').and.to.contain('10/20  50%').and.to.contain('2 running')
  })
  it('says what it costs and how long it will take', () => {
    const { line, written, clock } = lineOf(120)
    clock.time = 10_000
    line.show(at(10, { dollars: 1.5 }))
    expect(written[0]).to.contain('$1.50').and.to.contain('about 10s left')
  })
  it('is drawn ten times a second at most, and at the end', () => {
    const { line, written, clock } = lineOf(80)
    for (let step = 0; step < 20; step += 1) {
      clock.time += 10
      line.show(at(step))
    }
    expect(written).to.have.length(2)
    line.show(at(20))
    expect(written).to.have.length(3)
  })
  it('shows a little later what came too soon, unless more has come since or it has ended', () => {
    const { line, written, wake } = lineOf(80)
    for (const running of [1, 2, 3, 4]) line.show(at(0, { running }))
    expect(written).to.have.length(1)
    wake()
    expect(written).to.have.length(2)
    expect(written[1]).to.contain('4 running')
    line.show(at(1))
    line.end()
    wake()
    expect(written).to.have.length(3)
  })
  it('makes room for other lines, and goes at the end', () => {
    const { line, written } = lineOf(80)
    line.show(at(1))
    line.aside(() => written.push('a row\n'))
    expect(written[1]).to.equal('\r\u001B[K')
    expect(written[2]).to.equal('a row\n')
    expect(written[3]).to.equal(written[0])
    line.end()
    expect(written.at(-1)).to.equal('\r\u001B[K')
    line.aside(() => written.push('after\n'))
    expect(written.at(-1)).to.equal('after\n')
  })
})

describe('the progress elsewhere, or in a narrow terminal', () => {
  for (const columns of [undefined, 59]) {
    it(`is a plain line every five seconds or tenth part (${columns ?? 'no'} columns)`, () => {
      const { line, written, clock } = lineOf(columns)
      line.show(at(0))
      line.show(at(1))
      expect(written).to.deep.equal([])
      line.show(at(2))
      expect(written).to.have.length(1)
      line.show(at(3))
      clock.time += 5_000
      line.show(at(3))
      expect(written).to.have.length(2)
      for (const text of written) expect(text).to.match(/^\d+\/20 {2}\d+%[^\r\u001B]*\n$/)
      line.aside(() => written.push('a row'))
      line.end()
      expect(written).to.have.length(3)
    })
  }
})
