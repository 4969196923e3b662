import { expect } from 'chai'
import { dollarsOf, recordedSide } from '../../../src/recording/replay/side.ts'
import { messageOf } from '../../support/gateway.ts'
import { recordedExchange } from '../../support/replays.ts'

describe('the recorded side of a replay', () => {
  it('has the answer, what it took and what it cost', async () => {
    const cost = { dollars: 0.5, uncached: 1 }
    const side = await recordedSide(recordedExchange({ answer: messageOf('Hi'), end: { cost } }))
    expect(side.outcome).to.equal('answered')
    expect(side.message?.content).to.deep.equal(messageOf('Hi').content)
    expect(side.usage?.output_tokens).to.equal(2)
    expect(side.timing?.total).to.equal(500)
    expect(dollarsOf(side)).to.equal(0.5)
  })
  it('is unfinished where the program was ended in the middle of it', async () => {
    const source = recordedExchange()
    source.end = undefined
    expect(await recordedSide(source)).to.deep.equal({ outcome: 'unfinished' })
  })
  it('has no dollars where a subscription paid', () => {
    expect(dollarsOf({ outcome: 'answered', cost: 'plan' })).to.equal(undefined)
    expect(dollarsOf({ outcome: 'answered' })).to.equal(undefined)
  })
})
