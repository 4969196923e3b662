import { expect } from 'chai'
import { Command, InvalidArgumentError } from 'commander'
import {
  readMiss,
  readPattern,
  readSeconds,
  readTiming,
  withServeFlags,
} from '../../../src/commands/replay/serve-flags.ts'

const parsed = (...words: readonly string[]) =>
  withServeFlags(new Command('replay').exitOverride().configureOutput({ writeErr: () => {} }))
    .parse(words, { from: 'user' })
    .opts()

describe('the flags of replay --serve', () => {
  it('match by shape unless told otherwise, and by no word that is none', () => {
    expect(parsed('--serve')).to.deep.equal({ serve: true, match: 'shape' })
    expect(parsed('--match', 'sequence').match).to.equal('sequence')
    expect(() => parsed('--match', 'guess')).to.throw()
  })
  it('read what a miss gets', () => {
    expect(['fail', 'nearest', 'live', 'status:529'].map(readMiss)).to.deep.equal([
      'fail',
      'nearest',
      'live',
      { status: 529 },
    ])
    for (const text of ['record', 'status:200', 'status:', 'status:5290', ''])
      expect(() => readMiss(text), text).to.throw(InvalidArgumentError)
  })
  it('read a pace', () => {
    expect(['fast', 'real', '4x', '0.5x'].map(readTiming)).to.deep.equal(['fast', 1, 4, 0.5])
    for (const text of ['slow', '4', '0x', '-1x', 'x'])
      expect(() => readTiming(text), text).to.throw(InvalidArgumentError)
  })
  it('read seconds, with their letter or without', () => {
    expect(['5', '0.5', '5s'].map(readSeconds)).to.deep.equal([5, 0.5, 5])
    for (const text of ['', '0', 'a', '-1', '5m'])
      expect(() => readSeconds(text), text).to.throw(InvalidArgumentError)
  })
  it('gather patterns, and say what is wrong with one', () => {
    const { normalize } = parsed('--normalize', 'build-\\d+', '--normalize', 'v\\d')
    expect(normalize.map(({ finds }: { readonly finds: RegExp }) => finds.source)).to.deep.equal([
      'build-\\d+',
      'v\\d',
    ])
    expect(() => readPattern('(')).to.throw(InvalidArgumentError, /Unterminated group/)
  })
})
