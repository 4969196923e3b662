import { expect } from 'chai'
import { rateLimits, secondsToWait } from '../../../src/backends/shared/rate-limits.ts'

const now = Date.parse('2026-11-22T12:00:00.000Z')

describe('rate limits of a host', () => {
  it('come under Anthropic’s names, with times for durations', () => {
    const headers = {
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-limit-tokens': '2000000',
      'x-ratelimit-remaining-requests': '4999',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-requests': '12ms',
      'x-ratelimit-reset-tokens': '1m30s',
    }
    expect(rateLimits(headers, now)).to.deep.equal({
      'anthropic-ratelimit-requests-limit': '5000',
      'anthropic-ratelimit-requests-remaining': '4999',
      'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:00.012Z',
      'anthropic-ratelimit-tokens-limit': '2000000',
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2026-11-22T12:01:30.000Z',
    })
  })

  const durations: readonly (readonly [string, string])[] = [
    ['1s', '2026-11-22T12:00:01.000Z'],
    ['7.66s', '2026-11-22T12:00:07.660Z'],
    ['6m0s', '2026-11-22T12:06:00.000Z'],
    ['2h3m4s', '2026-11-22T14:03:04.000Z'],
    ['1d', '2026-11-23T12:00:00.000Z'],
  ]
  for (const [duration, time] of durations) {
    it(`are over at ${time} where that is ${duration} away`, () => {
      expect(rateLimits({ 'x-ratelimit-reset-tokens': duration }, now)).to.deep.equal({
        'anthropic-ratelimit-tokens-reset': time,
      })
    })
  }

  it('are not invented', () => {
    expect(rateLimits({ 'content-type': 'application/json' }, now)).to.deep.equal({})
    const odd = {
      'x-ratelimit-limit-requests': 'many',
      'x-ratelimit-remaining-tokens': '-1',
      'x-ratelimit-reset-tokens': 'soon',
      'x-ratelimit-reset-requests': '',
    }
    expect(rateLimits(odd, now)).to.deep.equal({})
  })
})

describe('the time to wait for a host', () => {
  it('is over when every limit that is used up is there again', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m30s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '120ms',
    }
    expect(secondsToWait(headers)).to.equal(90)
    expect(secondsToWait({ ...headers, 'x-ratelimit-remaining-requests': '12' })).to.equal(0.12)
  })

  it('is unknown where no limit is used up', () => {
    expect(secondsToWait({})).to.equal(undefined)
    expect(
      secondsToWait({ 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '6m0s' }),
    ).to.equal(undefined)
    expect(secondsToWait({ 'x-ratelimit-remaining-tokens': '0' })).to.equal(undefined)
  })
})
