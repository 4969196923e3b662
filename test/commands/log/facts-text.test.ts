import { expect } from 'chai'
import { factRows, longestGap } from '../../../src/commands/log/facts-text.ts'
import type { RecordedExchange } from '../../../src/recording/recorded-exchange.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { plainRequest, withRecording } from '../../support/recording-folder.ts'

const rows = (exchange: RecordedExchange | undefined): Readonly<Record<string, string>> => {
  if (!exchange) throw new Error('it was written')
  return Object.fromEntries(factRows(exchange, id => (id === 'req_1' ? '#1' : undefined)))
}

describe('the facts of an exchange in words', () => {
  it('tell of an answer', () =>
    withRecording(recordedStory, async ({ exchanges: [first, second, third] }) => {
      const told = rows(first)
      expect(told.when).to.match(/^2026-11-26 .*, answered \(tool_use\) after 0\.5s$/)
      expect(told.who).to.equal('main, session session-1')
      expect(told.model).to.equal('anthropic:claude-opus-5 (default of anthropic)')
      expect(told['try 1']).to.equal(
        'anthropic:claude-opus-5, POST https://api.anthropic.com/v1/messages, status 200, after 0.1s, the client’s own bytes',
      )
      expect(told.time).to.contain('longest silence 3.1s, from 0.1s on')
      expect(told.tokens).to.equal('prompt 20k, 20k written to it, answer 100')
      expect(told.cost).to.equal('$0.120; without the cache $0.200')
      expect(rows(second).cost).to.equal('paid by a subscription')
      expect(rows(second).tokens).to.contain('20k of it from the cache (98%)')
      expect(rows(second).cache).to.contain('compared with #1')
      expect(rows(third)).to.include({
        who: 'subagent, agent Explore ab12cd, session session-2, claude-cli/2.1.330',
        model: 'claude-opus-5 → work:gpt-5 (model table: *)',
        cost: 'not known: no price is known for this model',
      })
    }))
  it('tell of a failure, and of one without an end', () =>
    withRecording(recordedStory, async ({ exchanges: [, , , failed, open] }) => {
      expect(rows(failed)).to.include({ warning: 'left out: top_k' })
      expect(rows(failed).error).to.contain('529 overloaded_error: busy')
      expect(rows(failed)).not.to.have.any.keys('tokens', 'cost', 'cache')
      expect(rows(open).when).to.contain('without an end')
    }))
  it('tell what started it, and what was kept out', () =>
    withRecording(
      [
        {
          request: plainRequest('a'),
          open: {
            kind: 'count_tokens',
            source: 'replay',
            parent: 'req_1',
            who: { class: 'other', by: 'rules', agent: 'x', parentAgent: 'y' },
          },
          end: { replayOf: 'req_0', withheld: true, left: ['answer'] },
        },
      ],
      async ({ exchanges: [one] }) =>
        expect(rows(one)).to.include({
          who: 'other (by its looks), a count of tokens, from replay, agent x, of agent y',
          'asked by': '#1',
          repeats: 'req_0',
          contents: 'withheld by a plugin',
          'left out': 'answer',
        }),
    ))
  it('know the longest silence of a second or more', () => {
    expect(
      longestGap([
        [0, 1],
        [900, 1],
        [3000, 1],
        [4500, 1],
      ]),
    ).to.deep.equal({ from: 900, length: 2100 })
    expect(
      longestGap([
        [5000, 1],
        [5900, 1],
      ]),
    ).to.equal(undefined)
  })
})
