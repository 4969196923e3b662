import { expect } from 'chai'
import { Chalk } from 'chalk'
import { widthOf } from '../../../plugins/log/text.ts'
import { statisticsOf } from '../../../src/commands/log/statistics.ts'
import { statsText } from '../../../src/commands/log/stats-text.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { withRecording } from '../../support/recording-folder.ts'

const plain = new Chalk({ level: 0 })

describe('statistics in words', () => {
  it('tell unknown costs and those of a plan apart from dollars', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      const text = statsText(await statisticsOf(exchanges), Number.POSITIVE_INFINITY, plain)
      expect(text).to.contain(
        'cost       $0.120 for 1 exchange, $0.200 without the cache; 1 exchange paid by a subscription; of 1 exchange the price is not known',
      )
      expect(text).to.contain('outcome    3 answered, 1 failed, 1 without an end')
      expect(text).to.contain('cache      32% of the prompts, 1 hit, misses: 1 initial')
      expect(text).to.contain('error      1 × 529 overloaded_error: busy \\u{1b}[2J')
      expect(text).to.match(/^ {2}anthropic:claude-opus-5 +3 {2}1 failed {2}40k +200 +49% {2}\$0\.120 \+$/m)
      expect(text).to.match(/^ {2}work:gpt-5 +1 +20k +100 +0% +unknown$/m)
      expect(text).to.match(/^Tools +calls {2}errors\n {2}Bash +1 +1$/m)
    }))
  it('fit the terminal', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      const text = statsText(await statisticsOf(exchanges), 64, plain)
      expect(Math.max(...text.split('\n').map(widthOf))).to.be.at.most(64)
    }))
  it('say that there is nothing', async () => {
    const text = statsText(await statisticsOf([]), 80, plain)
    expect(text)
      .to.match(/^no exchange\n/)
      .and.to.contain('cost       nothing was counted')
  })
})
