import { expect } from 'chai'
import { secondsUntil } from '../../../src/backends/shared/retry-after.ts'

describe('a time to wait', () => {
  it('is a number of seconds, or a date', () => {
    const now = Date.parse('Thu, 26 Nov 2026 12:00:00 GMT')
    expect(['7', ' 1.5 ', '0'].map(text => secondsUntil(text, now))).to.deep.equal([7, 1.5, 0])
    expect(secondsUntil('Thu, 26 Nov 2026 12:00:30 GMT', now)).to.equal(30)
    expect(secondsUntil('Thu, 26 Nov 2026 11:00:00 GMT', now)).to.equal(0)
  })
  it('is none in any other form', () => {
    for (const text of ['', '0x10', '1e9', '-1', 'soon', 'Infinity']) {
      expect(secondsUntil(text), text).to.equal(undefined)
    }
  })
})
