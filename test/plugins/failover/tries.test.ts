import { expect } from 'chai'
import { type Attempt, InvalidRequestError, OverloadedError, RateLimitError } from 'claudecodex'
import type { FailoverOptions } from '../../../plugins/failover/options.ts'
import { Rests } from '../../../plugins/failover/rests.ts'
import { Tries } from '../../../plugins/failover/tries.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { anExchange } from '../log/exchanges.ts'

const backend = 'work'
const busy = new OverloadedError('busy', { backend })
const limited = (retryAfter: number) => new RateLimitError('slow down', { backend, retryAfter })

describe('the tries of an exchange', () => {
  let clock: VirtualClock
  let rests: Rests
  let attempts: Attempt[]
  beforeEach(() => {
    clock = new VirtualClock()
    rests = new Rests(clock.now)
    attempts = []
  })
  const tries = (options: FailoverOptions = {}): Tries => {
    const choice = { backend, model: 'm', reason: 'the test says so' }
    const exchange = anExchange({ attempts, choice })
    return new Tries(exchange, { now: clock.now, random: () => 0, ...options }, rests)
  }
  const attempt = (key = 'key 1'): Attempt => ({
    exchangeId: 'req_1',
    backend,
    model: 'm',
    number: attempts.length + 1,
    request: { method: 'POST', url: 'https://work.example', headers: {}, body: {} },
    startedAt: 0,
    key,
    keys: ['key 1'],
  })
  const sent = (made: Tries, key?: string): void => {
    made.admit(attempt(key))
    attempts.push(attempt(key))
  }

  it('go on with the same model, then with the next one, then end', () => {
    const made = tries({ retries: 1, substitutes: { 'work:*': 'spare:m' } })
    sent(made)
    expect(made.after(busy)).to.deep.equal({ kind: 'again', afterMs: 500 })
    sent(made)
    expect(made.after(busy)).to.deep.equal({
      kind: 'other',
      model: 'spare:m',
      reason: 'failover: work:m: 529 overloaded_error',
    })
    sent(made)
    expect(made.after(limited(9))).to.deep.equal({ kind: 'stop', error: busy })
  })
  it('end with an error that no backend has said', () => {
    const word = new RateLimitError('a plugin says so')
    expect(tries({ substitutes: { '*': 'spare:m' } }).after(word)).to.deep.equal({
      kind: 'stop',
      error: word,
    })
  })
  it('are not begun where the key rests and somebody else is there', () => {
    rests.begin(attempt(), 'limit', limited(60))
    const made = tries({ substitutes: { '*': 'spare:m' } })
    let thrown: unknown
    try {
      made.admit(attempt())
    } catch (error) {
      thrown = error
    }
    expect(thrown).to.deep.include({ status: 429, retryAfter: 60 })
    expect(made.after(thrown as RateLimitError)).to.deep.include({
      kind: 'other',
      reason: 'failover: work:m: rests after 429 rate_limit_error',
    })
  })
  it('are begun all the same where nobody else is there, or the rest is short', () => {
    rests.begin(attempt(), 'limit', limited(60))
    expect(() => tries().admit(attempt())).not.to.throw()
    rests.begin(attempt(), 'limit', limited(3))
    expect(() => tries({ substitutes: { '*': 'spare:m' } }).admit(attempt())).not.to.throw()
  })
  it('are one only where the tries before have been used up, or children have made theirs', () => {
    rests.spend(attempt())
    const resting = tries()
    sent(resting)
    expect(resting.after(busy)).to.deep.equal({ kind: 'stop', error: busy })
    rests.end(attempt())
    const parent = tries()
    parent.hasChildren = true
    expect(parent.after(busy)).to.deep.equal({ kind: 'stop', error: busy })
  })
  it('end a key’s rest when it has answered', () => {
    rests.begin(attempt(), 'passing', busy)
    const made = tries()
    sent(made)
    made.succeeded()
    expect(rests.left(attempt())).to.equal(0)
  })
  it('ask a larger model once, and then tell what was wrong', () => {
    const tooLong = new InvalidRequestError('prompt is too long: 3 tokens > 2 maximum', { backend })
    const made = tries({ contextWindow: { '*': 'spare:large' } })
    sent(made)
    expect(made.after(tooLong)).to.deep.include({ kind: 'other', model: 'spare:large' })
    sent(made)
    expect(made.after(tooLong)).to.deep.equal({ kind: 'stop', error: tooLong })
  })
})
