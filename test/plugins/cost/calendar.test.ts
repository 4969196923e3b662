import { expect } from 'chai'
import { dayOf, endOf, momentText, monthBefore, monthOf } from '../../../plugins/cost/calendar.ts'

describe("the calendar of a budget, by this machine's clock", () => {
  const evening = new Date(2026, 11, 31, 23, 59, 30).getTime()
  const midnight = new Date(2027, 0, 1).getTime()

  it('knows day and month of a moment', () => {
    expect(dayOf(evening)).to.equal('2026-12-31')
    expect(monthOf(evening)).to.equal('2026-12')
    expect(dayOf(midnight)).to.equal('2027-01-01')
  })
  it('knows the month before, over the end of a year and of a long month', () => {
    expect(monthBefore(midnight)).to.equal('2026-12')
    expect(monthBefore(new Date(2026, 2, 31).getTime())).to.equal('2026-02')
  })
  it('lets a day end at midnight, a month on the first, and a session never', () => {
    expect(endOf('day', evening)).to.equal(midnight)
    expect(endOf('month', evening)).to.equal(midnight)
    expect(endOf('month', midnight)).to.equal(new Date(2027, 1, 1).getTime())
    expect(endOf('session', evening)).to.equal(undefined)
  })
  it('writes a moment so that a person can read it', () =>
    expect(momentText(evening)).to.equal('2026-12-31 23:59'))
})
