import { expect } from 'chai'
import { probit } from '../../../src/council/simulated/probit.ts'

describe('from a share to a skill', () => {
  it('knows the normal distribution', () => {
    expect(probit(0.5)).to.be.closeTo(0, 1e-5)
    expect(probit(0.975)).to.be.closeTo(1.959964, 1e-5)
    expect(probit(0.1)).to.be.closeTo(-1.281552, 1e-5)
  })
  it('stays finite at the ends', () => {
    expect(probit(0)).to.be.within(-8, -4)
    expect(probit(1)).to.be.within(4, 8)
  })
})
