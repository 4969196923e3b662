import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { tallyOf } from '../../../src/commands/council/tally.ts'
import { type TranscriptFacts, transcriptOf } from '../../../src/commands/council/transcript.ts'
import { councilWith, resultOf } from './support.ts'

function facts(more: Partial<TranscriptFacts> = {}): TranscriptFacts {
  const result = resultOf({
    degraded: ['sim:c was late'],
    dissent: [{ member: 'sim:b', point: 'It depends' }],
  })
  const { answers, reviews, ranking } = result
  const end = {
    status: 'ended' as const,
    result,
    answers,
    reviews,
    ...(ranking && { ranking }),
    text: result.text,
  }
  return {
    end,
    council: councilWith(),
    absent: [{ spec: 'x', reason: 'no key' }],
    totalMs: 6_100,
    question: { text: 'Is it safe?', context: [{ name: 'a.md', text: 'x ``` y' }], system: 'Be brief.' },
    rows: tallyOf(end, 0.02),
    startedAt: new Date('2026-11-26T14:30:12Z'),
    ...more,
  }
}

describe('the transcript of a council', () => {
  it('can be read: the question, the answer, then how it came to that', () => {
    const { markdown } = transcriptOf(facts())
    const headings = markdown.match(/^##? .*$/gm)
    expect(headings).to.deep.equal([
      '# Is it safe?',
      '## Context: a.md',
      '## System prompt',
      '## Answer (sim:a)',
      '## Cost and time',
      '## Ranking',
      '## Answers',
      '## Reviews',
    ])
    expect(markdown).to.contain('````\nx ``` y\n````')
    expect(markdown).to.contain('- degraded: sim:c was late\n- dissent of sim:b: It depends')
    expect(markdown).to.contain('| synthesis | sim:a | written | 1.0s | 3 in, 2 out | $0.020 |')
    expect(markdown).to.contain('1. sim:b: 0.90, first in 3 of 3').and.contain('### x\n\nleft out: no key')
  })
  it('can be parsed, with everything in it', () => {
    const json = JSON.parse(transcriptOf(facts()).json)
    expect(json).to.include({ schemaVersion: 1, status: 'ended', startedAt: '2026-11-26T14:30:12.000Z' })
    expect(json.question.text).to.equal('Is it safe?')
    expect(json.council.members).to.have.length(3)
    expect(json.members[0].text).to.equal('a answers')
    expect(json.reviews).to.have.length(2)
  })
  it('says what an interrupted or failed one had come to', () => {
    const end = { status: 'aborted' as const, answers: resultOf().answers, reviews: [], text: 'half' }
    const { markdown, json } = transcriptOf(facts({ end, rows: [] }))
    expect(markdown).to.contain('council full, aborted').and.contain('## Answer\n\nhalf')
    expect(JSON.parse(json).status).to.equal('aborted')
    const failed = {
      ...end,
      status: 'failed' as const,
      error: new InternalError('gone'),
      answers: [],
      text: '',
    }
    expect(transcriptOf(facts({ end: failed })).markdown).to.contain('*None.*\n\n- gone')
  })
  it('holds no keys', () => {
    const key = `sk-ant-api03-${'a1B2'.repeat(24)}-AAAAAAAA`
    const { markdown, json } = transcriptOf(
      facts({ question: { text: `My key is ${key}\nIs it safe?`, context: [] } }),
    )
    expect(markdown).not.to.contain(key)
    expect(json).not.to.contain(key)
    expect(markdown).to.contain('[REDACTED:').and.contain('## Question')
  })
})
