import { expect } from 'chai'
import { type Checked, hasPassed } from '../../../src/commands/plugins/checked.ts'

const checked: Checked = { asked: 'x', hooks: [], trials: [], time: {}, printed: [] }
const trial = { exchange: 'a', way: 'streamed', changes: [], faults: [] }

describe('a check', () => {
  it('has passed where nothing was wrong, with tests or without', () => {
    expect(hasPassed({ ...checked, trials: [trial] })).to.equal(true)
    expect(hasPassed({ ...checked, tests: { file: 'x', passed: true, output: '' } })).to.equal(true)
  })
  it('has failed with a plugin that does not load, with any fault, and with its tests', () => {
    expect(hasPassed({ ...checked, problem: 'gone' })).to.equal(false)
    expect(hasPassed({ ...checked, trials: [trial, { ...trial, faults: ['oops'] }] })).to.equal(false)
    expect(hasPassed({ ...checked, tests: { file: 'x', passed: false, output: '' } })).to.equal(false)
  })
})
