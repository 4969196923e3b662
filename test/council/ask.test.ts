import { expect } from 'chai'
import { InternalError, InvalidRequestError } from '../../src/anthropic/errors.ts'
import { ask } from '../../src/council/ask.ts'
import { Sitting } from '../../src/council/sitting.ts'
import {
  councilOf,
  member,
  plainJudging,
  question,
  ScriptedModels,
  type Speech,
  says,
} from '../support/council.ts'

const signal = new AbortController().signal

function asking(speeches: readonly Speech[], more: { limitMs?: number; signal?: AbortSignal } = {}) {
  const models = new ScriptedModels((_, nth) => speeches[nth - 1] ?? expect.fail('one call too many'))
  const sitting = new Sitting(councilOf(1), question, models, plainJudging, () => {})
  const asked = ask(sitting, {
    role: 'member',
    member: member('a'),
    request: question,
    limitMs: 10_000,
    signal,
    ...more,
  })
  return { models, asked, sitting }
}
const answerTo = (speeches: readonly Speech[], more: { limitMs?: number } = {}) => {
  const { models, asked } = asking(speeches, more)
  return models.clock.run(asked)
}
const oops = new InternalError('oops')

describe('a question', () => {
  it('has the whole answer, what it took and what it cost', async () => {
    const { message, ...rest } = await answerTo([says('yes', 200, 50)])
    expect(message?.stop_reason).to.equal('end_turn')
    expect(rest).to.deep.equal({
      usage: message?.usage,
      dollars: 0.5,
      timing: { firstMs: 50, totalMs: 200 },
    })
  })

  it('is asked once more, and the time of both is told', async () => {
    const asked = await answerTo([[100, oops], says('yes', 200, 50)])
    expect(asked).not.to.have.property('error')
    expect(asked.timing).to.deep.equal({ firstMs: 1_150, totalMs: 1_300 })
  })

  it('is asked once more only', async () => {
    expect((await answerTo([[oops], [new InternalError('again')]])).error?.message).to.equal('again')
  })

  it('is not asked again where that would not help, or where no time is left', async () => {
    expect((await answerTo([[new InvalidRequestError('no')]])).error?.message).to.equal('no')
    expect((await answerTo([[9_500, oops]])).error).to.equal(oops)
    expect((await answerTo([['silence']])).stoppedBy).to.equal('timeout')
  })

  it('has one time for both', async () => {
    const { models, asked } = asking([[4_000, oops], ['silence']])
    expect((await models.clock.run(asked)).stoppedBy).to.equal('timeout')
    expect(models.clock.now()).to.equal(10_000)
  })

  it('is given up in the pause between both', async () => {
    const controller = new AbortController()
    const { models, asked } = asking([[oops]], { signal: controller.signal })
    await models.clock.runUntil(500)
    controller.abort('late')
    expect(await asked).to.deep.include({ error: oops, stoppedBy: 'late', timing: { totalMs: 500 } })
    expect(models.clock.pending).to.equal(0)
  })

  it('is not asked again once the sitting is over', async () => {
    const { models, asked, sitting } = asking([[oops]])
    await models.clock.runUntil(500)
    sitting.end()
    expect(await asked.catch((thrown: unknown) => (thrown as Error).message)).to.equal('it was stopped')
    expect(models.calls).to.have.length(1)
  })
})
