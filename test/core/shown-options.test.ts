import { expect } from 'chai'
import { shownOptions } from '../../src/core/shown-options.ts'

describe('the options of a plugin that are shown', () => {
  it('are numbers and switches, one level deep', () => {
    const options = {
      retries: 2,
      verbose: true,
      budget: { day: 10, month: 100 },
      none: null,
      left: undefined,
    }
    expect(shownOptions(options)).to.deep.equal({
      ...{ retries: 2, verbose: true, none: null },
      budget: { day: 10, month: 100 },
    })
  })
  it('tell of everything else that it is there, and nothing of what it says', () => {
    const options = {
      key: 'canary',
      words: ['canary', 'other'],
      replace: { canary: 'x' },
      mixed: { canary: 'x', level: 1 },
      pattern: /canary/,
      now: () => 0,
      large: 1n,
    }
    const shown = shownOptions(options)
    expect(shown).to.deep.equal({
      key: '…',
      words: '2 entries',
      replace: '1 entry',
      mixed: '2 entries',
      pattern: 'RegExp',
      now: 'function',
      large: 'bigint',
    })
    expect(JSON.stringify(shown)).not.to.contain('canary')
  })
  it('are none where there are none', () => {
    for (const options of [undefined, null, {}, [], 'canary', new Map(), { left: undefined }]) {
      expect(shownOptions(options)).to.equal(undefined)
    }
  })
})
