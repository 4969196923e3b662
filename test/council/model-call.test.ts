import { expect } from 'chai'
import { ApiError, InternalError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { type Asking, ModelCall } from '../../src/council/model-call.ts'
import { Sitting } from '../../src/council/sitting.ts'
import type { CouncilParts } from '../../src/council/types.ts'
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

const limitMs = 10_000

function calling(speech: Speech, asking: Partial<Asking> = {}, more = {}) {
  const models = new ScriptedModels(() => speech)
  const sitting = new Sitting(councilOf(1, more), question, models, plainJudging, () => {})
  const call = new ModelCall(sitting, {
    role: 'member',
    member: member('a'),
    request: question,
    limitMs,
    ...asking,
  })
  return { models, sitting, call }
}

async function read(call: ModelCall): Promise<readonly StreamEvent[] | ApiError> {
  const events: StreamEvent[] = []
  try {
    for (let event = await call.next(); event; event = await call.next()) events.push(event)
    return events
  } catch (thrown) {
    return ApiError.is(thrown) ? thrown : expect.fail(String(thrown))
  }
}

const failureOf = async (call: ModelCall): Promise<ApiError> => {
  const result = await read(call)
  return ApiError.is(result) ? result : expect.fail('it did not fail')
}

describe('a call of a model', () => {
  it('is read to its end, and folded on the way', async () => {
    let firsts = 0
    const onFirst = (): void => {
      firsts += 1
    }
    const { models, call } = calling(says('hello', 300, 100), { onFirst })
    const events = await models.clock.run(read(call))
    expect(events).to.have.length(7)
    expect(call.message?.content).to.deep.equal([{ type: 'text', text: 'hello', citations: null }])
    expect(call.timing).to.deep.equal({ firstMs: 100, totalMs: 300 })
    expect(call.sale).to.equal('whole')
    expect(firsts).to.equal(1)
    expect(models.clock.pending).to.equal(0)
  })

  it('fails as the model fails', async () => {
    const { models, call } = calling([100, new InternalError('oops')])
    expect((await models.clock.run(failureOf(call))).message).to.equal('oops')
    expect(call.sale).to.equal('unsold')
    expect(call.stoppedBy).to.equal(undefined)
  })

  it('fails where the answer breaks off, and then nobody knows what is billed', async () => {
    const { models, call } = calling([...opening(), textStart(), words('I')])
    expect((await models.clock.run(failureOf(call))).message).to.equal('its answer broke off')
    expect(call.sale).to.equal('partial')
  })

  it('fails where nothing comes', async () => {
    const { models, call } = calling([])
    expect((await models.clock.run(failureOf(call))).message).to.equal('its answer ended before it began')
  })

  it('is whole whatever comes behind its last event', async () => {
    for (const end of [new InternalError('late'), 'silence', 'deaf'] as const) {
      const { models, call } = calling([...says('hello', 10), end])
      expect(await models.clock.run(read(call))).to.have.length(7)
      expect(call.sale).to.equal('whole')
    }
  })

  it('fails like any other where it cannot be made at all', async () => {
    const broken: CouncilParts = {
      clock: new ScriptedModels(() => []).clock,
      call: () => {
        throw new Error('no such backend')
      },
    }
    const sitting = new Sitting(councilOf(1), question, broken, plainJudging, () => {})
    const call = new ModelCall(sitting, { role: 'member', member: member('a'), request: question, limitMs })
    expect((await failureOf(call)).message).to.equal('no such backend')
    expect(broken.clock).to.have.property('pending', 0)
  })

  for (const silence of ['silence', 'deaf'] as const) {
    it(`is over when its time is, in ${silence}`, async () => {
      const { models, call } = calling([100, silence])
      expect(await models.clock.run(failureOf(call))).to.include({
        status: 504,
        message: 'no answer within 10 s',
      })
      expect(call.stoppedBy).to.equal('timeout')
      expect(call.sale).to.equal('partial')
      expect(models.clock.now()).to.equal(limitMs)
      expect(models.calls[0]?.signal.aborted).to.equal(true)
    })
  }

  it('is over at the deadline of the whole', async () => {
    const { models, call } = calling(['silence'], {}, { deadlineMs: 4_000 })
    await models.clock.run(failureOf(call))
    expect(models.clock.now()).to.equal(4_000)
  })

  it('has twice its time while it is being read, and is not silent', async () => {
    function* talking(): Generator<StreamEvent | number> {
      yield* opening()
      yield textStart()
      for (;;) yield* [1_000, words('more ')]
    }
    const { models, call } = calling(talking())
    call.passOn()
    expect(await models.clock.run(failureOf(call))).to.include({ status: 504 })
    expect(models.clock.now()).to.equal(2 * limitMs)
  })

  it('is over after a silence as long as its time, while it is being read', async () => {
    const { models, call } = calling([
      ...opening(),
      textStart(),
      6_000,
      words('I'),
      { type: 'ping' },
      'silence',
    ])
    call.passOn()
    await models.clock.run(failureOf(call))
    expect(models.clock.now()).to.equal(6_000 + limitMs)
  })

  it('is stopped from outside within the tick', async () => {
    const controller = new AbortController()
    const { models, call } = calling(['silence'], { signal: controller.signal })
    const failure = failureOf(call)
    controller.abort('late')
    expect(models.calls[0]?.state).to.equal('stopped')
    expect(models.clock.pending).to.equal(0)
    expect((await failure).message).to.equal('the others did not wait for it')
    expect(call.stoppedBy).to.equal('late')
  })

  it('stays what it was when it is stopped after its end', async () => {
    const { models, call } = calling([...opening(), ...closing()])
    await models.clock.run(read(call))
    call.stop()
    expect(call.stoppedBy).to.equal(undefined)
    expect(models.calls[0]?.state).to.equal('ended')
  })

  it('ends with the sitting, and is not made after it', async () => {
    const { models, sitting, call } = calling(['silence'])
    const failure = failureOf(call)
    sitting.end()
    expect(models.open).to.deep.equal([])
    expect((await failure).message).to.equal('it was stopped')
    expect(() => new ModelCall(sitting, call.asking)).to.throw('it was stopped')
    expect(models.calls).to.have.length(1)
  })
})
