import { expect } from 'chai'
import { silentLog } from '../../src/core/log.ts'

describe('the silent log', () => {
  it('takes everything and keeps nothing', () => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      expect(silentLog[level]('text')).to.equal(undefined)
    }
  })
})
