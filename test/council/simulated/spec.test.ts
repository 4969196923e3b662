import { expect } from 'chai'
import { ApiError } from '../../../src/anthropic/errors.ts'
import { characterOf } from '../../../src/council/simulated/spec.ts'

describe('what a simulated model is like', () => {
  it('is said by settings, in any order, with and without sim:', () => {
    const settings = 'skill=1,noise=2,pos=.5,self=1,fail=.1,lat=1.2,seed=3,form=list'
    const expected = { skill: 1, noise: 2, pos: 0.5, self: 1, fail: 0.1, lat: 1.2, form: 'list' }
    expect(characterOf(settings)).to.deep.equal(expected)
    expect(characterOf(`sim:${settings.split(',').reverse().join(',')}`)).to.deep.equal(expected)
    expect(characterOf('sim:p=.7').skill).to.be.closeTo(0.5244, 1e-3)
  })
  it('is drawn by a plain name: the same for each sample of it, and never failing', () => {
    expect(characterOf('sim:a')).to.deep.equal(characterOf('a #2'))
    expect(characterOf('sim:a')).not.to.deep.equal(characterOf('sim:b'))
    expect(characterOf('sim:a').fail).to.equal(0)
  })
  it('says what is wrong with settings that are none', () => {
    for (const spec of ['p=2', 'p=', 'noise=x', 'noise=-1', 'colour=red', 'p=.5,noise', 'form=poem', '=1']) {
      let error: unknown
      try {
        characterOf(spec)
      } catch (thrown) {
        error = thrown
      }
      expect(ApiError.is(error) && error.type, spec).to.equal('invalid_request_error')
      expect(String(error), spec).to.contain(`"${spec}"`).and.to.contain('Write sim:NAME')
    }
  })
})
