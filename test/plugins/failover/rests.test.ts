import { expect } from 'chai'
import { BillingError, OverloadedError, RateLimitError } from 'claudecodex'
import { Rests } from '../../../plugins/failover/rests.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const pair = { backend: 'work', model: 'm', key: 'key 1' }
const attempt = {
  ...pair,
  keys: ['key 1', 'key 2'],
  exchangeId: 'x',
  number: 1,
  request: { method: 'POST', url: 'https://work.example', headers: {}, body: {} },
  startedAt: 0,
}

describe('a key that rests', () => {
  let clock: VirtualClock
  let rests: Rests
  beforeEach(() => {
    clock = new VirtualClock()
    rests = new Rests(clock.now)
  })

  it('rests as long as the upstream says, and then no more', () => {
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 7 }))
    expect(rests.left(pair)).to.equal(7_000)
    clock.time += 6_999
    expect(rests.left(pair)).to.equal(1)
    clock.time += 1
    expect(rests.left(pair)).to.equal(0)
  })
  it('rests a usual time where the upstream says none, a second at least, a quarter of an hour at most', () => {
    rests.begin(pair, 'limit', new RateLimitError('x'))
    expect(rests.left(pair)).to.equal(30_000)
    rests.begin(pair, 'passing', new OverloadedError('x'))
    expect(rests.left(pair)).to.equal(15_000)
    rests.begin(pair, 'credential', new BillingError('x'))
    expect(rests.left(pair)).to.equal(600_000)
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 0 }))
    expect(rests.left(pair)).to.equal(1_000)
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 50_000 }))
    expect(rests.left(pair)).to.equal(900_000)
  })
  it('rests for its model alone, and no other key does', () => {
    rests.begin(pair, 'limit', new RateLimitError('x'))
    expect(rests.left({ ...pair, model: 'other' })).to.equal(0)
    expect(rests.left({ ...pair, key: 'key 2' })).to.equal(0)
    expect(rests.left({ ...pair, backend: 'other' })).to.equal(0)
  })
  it('is passed over for the next, until all rest: then the one that is ready first', () => {
    expect(rests.bestKey(attempt)).to.equal('key 1')
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 60 }))
    expect(rests.bestKey(attempt)).to.equal('key 2')
    rests.begin({ ...pair, key: 'key 2' }, 'limit', new RateLimitError('x', { retryAfter: 90 }))
    expect(rests.bestKey(attempt)).to.equal('key 1')
  })
  it('is none where the backend tells its keys not apart', () => {
    const { keys: _, key: __, ...bare } = attempt
    expect(rests.bestKey(bare)).to.equal(undefined)
  })
  it('is ready again when it has answered', () => {
    rests.begin(pair, 'limit', new RateLimitError('x'))
    rests.end(pair)
    expect(rests.left(pair)).to.equal(0)
  })
  it('is spoken for with the time that is left, in terms a client understands', () => {
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 60 }))
    clock.time += 20_000
    expect(rests.refusal(pair)).to.deep.include({ status: 429, retryAfter: 40, backend: 'work' })
    rests.begin(pair, 'passing', new OverloadedError('x'))
    expect(rests.refusal(pair)).to.deep.include({ status: 529, retryAfter: 15 })
    rests.begin(pair, 'credential', new BillingError('x'))
    expect(rests.refusal(pair)).to.deep.include({ status: 401, shouldRetry: false })
  })
  it('rests with all others where the fault passes, and is ready with them when one answers', () => {
    const other = { ...pair, key: 'key 2' }
    rests.begin(other, 'limit', new RateLimitError('x', { retryAfter: 60 }))
    rests.begin(attempt, 'passing', new OverloadedError('x'))
    expect([rests.left(pair), rests.left(other)]).to.deep.equal([15_000, 60_000])
    // The provider's cache is warm for the first.
    expect(rests.bestKey(attempt)).to.equal('key 1')
    rests.end(attempt)
    expect([rests.left(pair), rests.left(other)]).to.deep.equal([0, 60_000])
  })
  it('is spent when its tries are used up, for as long as it rests and a moment at least', () => {
    const other = { ...pair, key: 'key 2' }
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 2 }))
    expect(rests.isSpent(pair)).to.equal(false)
    rests.spend(attempt)
    clock.time += 14_999
    expect([rests.isSpent(pair), rests.isSpent(other)]).to.deep.equal([true, true])
    expect(rests.isSpent({ ...pair, key: 'client 3f9a2c' })).to.equal(false)
    clock.time += 1
    expect([rests.isSpent(pair), rests.isSpent(other)]).to.deep.equal([false, false])
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 60 }))
    rests.spend(pair)
    clock.time += 59_999
    expect(rests.isSpent(pair)).to.equal(true)
    rests.end(pair)
    expect(rests.isSpent(pair)).to.equal(false)
  })
  it('is forgotten when its time is over and many have come', () => {
    for (let count = 0; count < 1_000; count++) {
      rests.begin({ ...pair, key: `client ${count}` }, 'limit', new RateLimitError('x', { retryAfter: 5 }))
    }
    clock.time += 6_000
    rests.begin(pair, 'limit', new RateLimitError('x', { retryAfter: 5 }))
    expect(rests.left(pair)).to.equal(5_000)
    expect(rests.left({ ...pair, key: 'client 5' })).to.equal(0)
  })
})
