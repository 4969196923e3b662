import { expect } from 'chai'
import { cacheText, causeNames } from '../../../src/commands/log/cache-text.ts'

describe('a verdict on the cache in words', () => {
  it('says what, where, how much, and against which', () =>
    expect(
      cacheText({ cause: 'partial', sure: true, previous: 'req_1', at: '/messages/4', lost: 41_000 }, id =>
        id === 'req_1' ? '#1' : undefined,
      ),
    ).to.equal('read in part, first at /messages/4, 41k tokens lost, compared with #1'))
  it('says where it is not certain', () => {
    expect(cacheText({ cause: 'tools', sure: false, previous: 'gone' })).to.equal(
      'missed: the tools changed, not certain',
    )
    expect(cacheText({ cause: 'unknown', sure: false })).to.equal('missed, and why cannot be told')
  })
  it('knows every cause', () => expect(causeNames).to.include.members(['hit', 'expired', 'unknown']))
})
