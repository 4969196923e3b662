import { expect } from 'chai'
import { costOptions } from '../../../plugins/cost/options.ts'

const issuesOf = async (options: unknown) => {
  const result = await costOptions['~standard'].validate(options)
  return (result.issues ?? []).map(({ path = [], message }) => `${path.join('.')}: ${message}`)
}

describe('the options of cost', () => {
  it('may all be left out', async () => {
    expect(await costOptions['~standard'].validate(undefined)).to.deep.equal({ value: {} })
    expect(await issuesOf({ budget: { day: undefined }, downgrade: undefined })).to.deep.equal([])
  })
  it('may all be given, a model in two forms', async () => {
    const budget = { session: 0.5, day: 10, month: 100 }
    for (const downgrade of ['work:small', { to: 'work:small' }, { to: 'work:small', from: 50 }]) {
      expect(await issuesOf({ budget, downgrade, now: Date.now })).to.deep.equal([])
    }
  })
  it('are refused by name where they are wrong', async () => {
    const downgrade = "downgrade: must be a model, or { to: 'backend:model', from: 80 } with a percentage"
    const cases: readonly (readonly [unknown, string])[] = [
      [3, ': must be an object with budget, downgrade, now'],
      [{ budget: 10 }, 'budget: must be an object with session, day, month'],
      [{ budget: { day: '10' } }, 'budget.day: must be a number of dollars above 0'],
      [{ budget: { month: 0 } }, 'budget.month: must be a number of dollars above 0'],
      [{ budget: { week: 10 } }, 'budget.week: unknown; known are session, day, month'],
      [{ budgets: {} }, 'budgets: unknown; known are budget, downgrade, now'],
      [{ downgrade: '' }, downgrade],
      [{ downgrade: { from: 50 } }, downgrade],
      [{ downgrade: { to: 'a', from: 180 } }, downgrade],
      [{ downgrade: { to: 'a', of: 80 } }, downgrade],
      [{ now: 5 }, 'now: must be a function'],
    ]
    for (const [options, issue] of cases) expect(await issuesOf(options)).to.deep.equal([issue])
  })
})
