import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { type SummaryFacts, summaryText } from '../../../src/commands/council/summary-text.ts'
import { tallyOf } from '../../../src/commands/council/tally.ts'
import type { Council, CouncilResult } from '../../../src/council/types.ts'
import { messageOf } from '../../support/gateway.ts'
import { answerOf, councilWith, lackOf, plain, rankingOf, resultOf } from './support.ts'

function text(
  more: Partial<CouncilResult> = {},
  council: Partial<Council> = {},
  facts: Partial<SummaryFacts> = {},
) {
  const result = resultOf(more)
  const { answers, reviews, ranking } = result
  const end = {
    status: 'ended' as const,
    result,
    answers,
    reviews,
    ...(ranking && { ranking }),
    text: result.text,
  }
  const rows = tallyOf(end, undefined)
  return summaryText({ end, council: councilWith(council), rows, totalMs: 6_100, ...facts }, plain)
}

describe('the summary of a council', () => {
  it('is a table of cost and time, then what it came to and where the transcript is', () => {
    const answers = [answerOf('a'), lackOf('b', 'timeout')]
    expect(text({ answers, reviews: [] }, {}, { transcript: '/x/y.md' }).split('\n')).to.deep.equal([
      '             model  status    first  time  tokens            cost',
      '  answer     sim:a  answered   0.4s  2.1s  1.2k in, 300 out  $0.012',
      '  answer     sim:b  timeout    0.4s  2.1s',
      '  synthesis  sim:a  written          1.0s  3 in, 2 out       ?',
      'done 6.1s · 7 calls · $0.050 · written by sim:a · seed s',
      'transcript  /x/y.md',
      '',
    ])
  })
  it('says who wrote the answer where no chairman did', () => {
    const by = (kind: CouncilResult['synthesis']['kind']) =>
      text({ synthesis: { kind, by: 'sim:b', basis: [] } })
    expect(by('top_ranked')).to.contain('the answer of sim:b, word for word: no chairman wrote one')
    expect(by('single')).to.contain('the answer of sim:b, which alone answered')
    expect(by('race')).to.contain('the answer of sim:b, which began first')
    expect(text({ synthesis: { kind: 'none', basis: [] } }, { synthesizes: false })).to.contain(
      'the answer of sim:b, ranked first',
    )
  })
  it('says what was not as it should be, what is doubtful, and who held otherwise', () => {
    const said = text({
      degraded: ['sim:c is missing'],
      ranking: rankingOf({ confidence: 'low' }),
      dissent: [{ member: 'sim:b', point: 'It depends' }],
      message: { ...messageOf('x'), stop_reason: 'max_tokens' },
    })
    expect(said).to.contain('degraded: sim:c is missing\n').and.contain('low confidence: ')
    expect(said).to.contain('the answer is cut').and.contain('dissent of sim:b: It depends\n')
    expect(text({ answers: [answerOf('a')] }, { quorum: 2 })).to.contain(
      'below the quorum that was asked for',
    )
  })
  it('is short where there is no result', () => {
    const end = {
      status: 'failed' as const,
      error: new InternalError('gone'),
      answers: [],
      reviews: [],
      text: '',
    }
    expect(text({}, {}, { end, rows: [] })).to.contain('failed after 6.1s\ngone\n')
    expect(text({}, {}, { end: { ...end, status: 'aborted' }, rows: [] })).to.match(
      /interrupted after 6\.1s\n$/,
    )
  })
})
