import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { fold } from '../../src/anthropic/fold.ts'
import { textMessage } from '../../src/anthropic/message.ts'
import { ModelCall } from '../../src/council/model-call.ts'
import { Sitting } from '../../src/council/sitting.ts'
import { BrokenAnswer, heardStart, tellRest, tellWhole } from '../../src/council/told.ts'
import {
  closing,
  councilOf,
  member,
  opening,
  plainJudging,
  question,
  ScriptedModels,
  type Speech,
  says,
  textStart,
  words,
} from '../support/council.ts'

function telling(speech: Speech) {
  const models = new ScriptedModels(() => speech)
  const told: StreamEvent[] = []
  const sitting = new Sitting(councilOf(1), question, models, plainJudging, event => {
    if (event.type === 'event') told.push(event.event)
  })
  const asking = { role: 'chairman' as const, member: member('a'), request: question, limitMs: 10_000 }
  return { models, sitting, told, call: new ModelCall(sitting, asking) }
}

describe('an answer on its way', () => {
  it('is held until its first word, and then is all told', async () => {
    const { models, sitting, told, call } = telling(says('hello', 500, 100))
    const start = await models.clock.run(heardStart(call))
    expect(told).to.deep.equal([])
    await models.clock.run(tellRest(sitting, call, start))
    expect(fold(told)).to.deep.equal(call.message)
  })

  it('can be heard without being told', async () => {
    const { models, sitting, told, call } = telling(says('hello', 500, 100))
    const start = await models.clock.run(heardStart(call))
    await models.clock.run(tellRest(sitting, call, start, false))
    expect(told).to.deep.equal([])
    expect(call.message?.stop_reason).to.equal('end_turn')
  })

  it('has no start where it is empty', async () => {
    const { models, call } = telling([...opening(), ...closing()])
    const failure = heardStart(call).catch((thrown: unknown) => (thrown as Error).message)
    expect(await models.clock.run(failure)).to.equal('its answer was empty')
  })

  it('is broken where its author stops, with the reason', async () => {
    const cause = new InternalError('oops')
    const { models, sitting, told, call } = telling([...opening(), textStart(), words('I'), cause])
    const start = await models.clock.run(heardStart(call))
    const failure = await models.clock.run(tellRest(sitting, call, start).catch((thrown: unknown) => thrown))
    expect(failure).to.be.instanceOf(BrokenAnswer)
    expect((failure as Error).cause).to.equal(cause)
    expect(told).to.have.length(3)
  })

  it('is told whole where it is there already', () => {
    const { sitting, told } = telling([])
    const message = textMessage('hello', 'm')
    tellWhole(sitting, message)
    expect(fold(told)).to.deep.equal(message)
  })
})
