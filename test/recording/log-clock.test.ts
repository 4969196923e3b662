import { expect } from 'chai'
import { realClock } from '../../src/recording/log-clock.ts'

describe('the clock of recordings', () => {
  it('tells the time of day, and sleeps', async () => {
    const before = Date.now()
    await realClock.sleep(1)
    expect(realClock.now()).to.be.at.least(before)
  })

  it('keeps no process alive for a sleep that nobody waits for', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
    const before = timers()
    const nobody = new AbortController()
    void realClock.sleep(60_000, nobody.signal)
    expect(timers()).to.equal(before + 1)
    nobody.abort()
    expect(timers()).to.equal(before)
  })
})
