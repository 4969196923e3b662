import { expect } from 'chai'
import { wallClock } from '../../../src/commands/council/clock.ts'

describe('the clock on the wall', () => {
  it('goes on', () => {
    const before = wallClock.now()
    expect(wallClock.now()).to.be.at.least(before)
  })
  it('wakes who sleeps when the signal is aborted, or was before', async () => {
    const controller = new AbortController()
    const sleeping = wallClock.sleep(Number.MAX_SAFE_INTEGER, controller.signal)
    controller.abort()
    await sleeping
    await wallClock.sleep(Number.MAX_SAFE_INTEGER, controller.signal)
  })
  it('wakes who sleeps no time at all', () => wallClock.sleep(0))
})
