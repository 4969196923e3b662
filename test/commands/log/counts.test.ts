import { expect } from 'chai'
import { countsOf, parentsIn, shareOf } from '../../../src/commands/log/counts.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'

describe('the counts of exchanges', () => {
  it('are of outcomes, tokens, dollars and verdicts, and unknown costs are no zero', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      expect(countsOf(exchanges, parentsIn(exchanges))).to.deep.equal({
        exchanges: 5,
        answered: 3,
        failed: 1,
        aborted: 0,
        open: 1,
        tokens: { input: 30, cacheRead: 20_000, cacheWritten: 40_600, output: 300 },
        cost: { dollars: 0.12, uncached: 0.2, priced: 1, plan: 1, unknown: 1 },
        cache: { hits: 1, misses: { initial: 1 }, lost: 0 },
      })
    }))
  it('count what one asks of others only there', () =>
    withRecording(
      [
        { request: plainRequest('a'), answer: plainAnswer('b'), end: { cost: { dollars: 2, uncached: 2 } } },
        {
          request: plainRequest('a'),
          answer: plainAnswer('b'),
          open: { parent: 'req_1' },
          end: { cost: { dollars: 1, uncached: 1 } },
        },
      ],
      async ({ exchanges }) => expect(countsOf(exchanges, parentsIn(exchanges)).cost.dollars).to.equal(1),
    ))
  it('know the share of the cache, where anything was counted', () => {
    expect(shareOf({ input: 10, cacheRead: 30, cacheWritten: 0, output: 5 })).to.equal(0.75)
    expect(shareOf({ input: 0, cacheRead: 0, cacheWritten: 0, output: 5 })).to.equal(undefined)
  })
})
