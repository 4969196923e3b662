import { expect } from 'chai'
import { Chalk } from 'chalk'
import {
  chosenOf,
  columnsOf,
  digitsOf,
  headText,
  lineOf,
  linesFor,
  underWayIn,
} from '../../../src/commands/log/lines.ts'
import { compileFilter } from '../../../src/recording/filter/compile-filter.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'

const colors = new Chalk({ level: 0 })
const look = { json: false, columns: 150, colors, digits: 2 }
const underWay = { until: Date.parse('2026-11-26T10:00:09Z'), isAlive: true }

describe('lines of exchanges', () => {
  it('have number, who, model, tokens, cost and what happened', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      const lines = await Promise.all(exchanges.map(exchange => lineOf(exchange, look, underWay)))
      expect(lines[0]).to.match(
        /^ #1 ✓ .*sess {2}main .*opus-5 .*ctx {2}20k .*\$0\.120 {2}Bash npm test \\u\{1b\}\[31m$/,
      )
      expect(lines[1]).to.match(/hit {2}98%.*plan {2}All is fine\. ↵ Really$/)
      expect(lines[2]).to.match(/Explore ab12 .*→ gpt-5 /)
      expect(lines[3]).to.match(/✗.*529 overloaded_error: busy \\u\{1b\}\[2J/)
      expect(lines[4]).to.match(/^ #5 … .*4\.0s.*under way$/)
    }))
  it('are JSON for other programs', () =>
    withRecording(recordedStory, async ({ exchanges: [first] }) => {
      if (!first) throw new Error('it was written')
      expect(JSON.parse(await lineOf(first, { ...look, json: true }, underWay))).to.include({ seq: 1 })
    }))
  it('lose no more than its words to an answer that is damaged', () =>
    withRecording(
      [
        {
          request: plainRequest('a'),
          answer: plainAnswer('b'),
          end: { answer: { rope: [9], bytes: 1, crc: 0 } },
        },
      ],
      async ({ exchanges: [one] }) => {
        if (!one) throw new Error('it was written')
        expect(await lineOf(one, look, underWay)).to.contain('✓')
      },
    ))
  it('are chosen by a filter and come many at a time, in order', () =>
    withRecording(
      Array.from({ length: 70 }, (_, index) => ({
        request: plainRequest(String(index)),
        answer: plainAnswer('b'),
      })),
      async ({ exchanges }) => {
        const chosen = await chosenOf(exchanges, compileFilter('!#2', { now: 0 }))
        expect(chosen).to.have.length(69)
        const parts: string[] = []
        for await (const part of linesFor(chosen, { ...look, json: true }, underWay)) parts.push(part)
        const numbers = parts
          .join('')
          .trim()
          .split('\n')
          .map(line => JSON.parse(line).seq)
        expect(numbers).to.deep.equal(chosen.map(({ seq }) => seq))
        expect(parts).to.have.length.below(10)
        expect(digitsOf(exchanges)).to.equal(2)
      },
    ))
  it('fit a terminal, and have no end elsewhere', () => {
    expect(columnsOf({ isTTY: true, columns: 60 })).to.equal(60)
    expect(columnsOf({ isTTY: true })).to.equal(80)
    expect(columnsOf({})).to.equal(Number.POSITIVE_INFINITY)
  })
})

describe('the head of a list', () => {
  it('names run, time and backend', () =>
    withRecording(recordedStory, async recording => {
      expect(headText(recording, colors)).to.match(
        /^run1 2026-11-26 .* · 5 exchanges · anthropic · claudecodex 0\.1\.0$/,
      )
    }))
  it('goes with the time up to which an exchange is known to be under way', () =>
    withRecording(recordedStory, async recording => {
      expect(underWayIn(recording, 9, 5)).to.deep.equal({ isAlive: false, until: 5 })
    }))
})
