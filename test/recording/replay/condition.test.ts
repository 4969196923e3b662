import { expect } from 'chai'
import { conditionNames, conditionOf } from '../../../src/recording/replay/condition.ts'

describe('a condition of --fail-on', () => {
  it('is read by name, with a factor where it needs one', () => {
    for (const name of conditionNames)
      expect(conditionOf(name), name).to.include({ name: name.split(':')[0] })
    expect(conditionOf('slower:1.5')).to.deep.equal({ name: 'slower', factor: 1.5 })
  })
  it('is none by any other name', () => {
    for (const text of ['', 'eror', 'slower', 'slower:', 'slower:x', 'slower:0', 'error:2', 'slower:1:2'])
      expect(conditionOf(text), text).to.equal(undefined)
  })
})
