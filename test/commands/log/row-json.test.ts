import { expect } from 'chai'
import { exchangeJson } from '../../../src/commands/log/row-json.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { withRecording } from '../../support/recording-folder.ts'

describe('a recorded exchange as JSON', () => {
  it('has the names that the documents list, and unknown costs as null', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      const values = await Promise.all(
        exchanges.map(async exchange =>
          JSON.parse(JSON.stringify(exchangeJson(exchange, await exchange.answerValue()))),
        ),
      )
      expect(values[0]).to.deep.include({
        seq: 1,
        outcome: 'answered',
        status: 200,
        cost: 0.12,
        cache: { cause: 'initial', sure: true },
        tokens: { context: 20_010, input: 20_010, cached: 0, output: 100 },
        milliseconds: { head: 100, first: 120, total: 500 },
        attempts: 1,
      })
      expect(values.map(({ cost }) => cost)).to.deep.equal([0.12, 'plan', null, null, null])
      expect(values[3]).to.deep.include({ status: 529, outcome: 'failed', warnings: ['left out: top_k'] })
      expect(values[4]).to.deep.include({ outcome: 'open', tools: [] })
      expect(Object.keys(values[2])).to.include.members([
        'agent',
        'agentType',
        'class',
        'backend',
        'model',
        'reason',
      ])
    }))
})
