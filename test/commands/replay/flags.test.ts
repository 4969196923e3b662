import { expect } from 'chai'
import { InvalidArgumentError } from 'commander'
import {
  readAmount,
  readCondition,
  readCount,
  readMoment,
  readPatch,
  readRanges,
} from '../../../src/commands/replay/flags.ts'

describe('the flags of replay', () => {
  it('are read', () => {
    expect(readRanges('3-7,12')).to.deep.equal([
      [3, 7],
      [12, 12],
    ])
    expect(readMoment('2026-11-26T10:00:00Z')).to.equal(Date.parse('2026-11-26T10:00:00Z'))
    expect(readCount('4')).to.equal(4)
    expect(readAmount('$2.50')).to.equal(2.5)
    expect(readPatch('/temperature=0')).to.deep.equal([{ path: ['temperature'], value: 0 }])
    expect(readCondition('error')).to.deep.equal([{ name: 'error' }])
  })
  it('are collected where they may be given several times', () => {
    expect(readPatch('/b=2', readPatch('/a=1')).map(({ path }) => path)).to.deep.equal([['a'], ['b']])
    expect(readCondition('slower:2', readCondition('error'))).to.have.length(2)
  })
  it('are refused with what to write', () => {
    const cases = [
      [readRanges, 'x'],
      [readMoment, 'soon'],
      [readCount, '0'],
      [readCount, '1.5'],
      [readAmount, ''],
      [readAmount, '-1'],
      [readPatch, 'temperature=0'],
      [readCondition, 'slower'],
    ] as const
    for (const [read, text] of cases) expect(() => read(text), text).to.throw(InvalidArgumentError)
  })
})
