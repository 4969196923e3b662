import { expect } from 'chai'
import { Sitting } from '../../src/council/sitting.ts'
import type { CouncilEvent } from '../../src/council/types.ts'
import { councilOf, healthy, plainJudging, question, ScriptedModels } from '../support/council.ts'
import { turn } from '../support/heap-clock.ts'

const begin = (more = {}) => {
  const models = new ScriptedModels(healthy())
  const events: CouncilEvent[] = []
  const sitting = new Sitting(councilOf(3, more), question, models, plainJudging, event => events.push(event))
  sitting.begin()
  return { sitting, events, clock: models.clock }
}

describe('a sitting', () => {
  it('puts the time since its start to what happens', async () => {
    const { sitting, events, clock } = begin()
    await clock.runUntil(70)
    sitting.tell({ type: 'quorum', answered: 2, of: 3 })
    expect(events.map(({ at, type }) => [at, type])).to.deep.equal([
      [0, 'started'],
      [70, 'quorum'],
    ])
  })

  it('tells nothing once it is over', () => {
    const { sitting, events } = begin()
    sitting.end()
    sitting.tell({ type: 'quorum', answered: 2, of: 3 })
    expect(events).to.have.length(1)
    expect(sitting.isOver).to.equal(true)
  })

  it('knows its deadline, and when its money is spent', async () => {
    const { sitting } = begin({ deadlineMs: 100, maxDollars: 1 })
    expect(sitting.deadlineAt).to.equal(100)
    expect(begin().sitting.deadlineAt).to.equal(Number.POSITIVE_INFINITY)
    await sitting.ledger.enter(councilOf(1).members[0] ?? expect.fail(), 'whole', {
      input_tokens: 1,
      output_tokens: 10,
    })
    expect(sitting.isSpent).to.equal(true)
    expect(begin().sitting.isSpent).to.equal(false)
  })

  it('rings an alarm once, unless it is called off', async () => {
    const { sitting, clock } = begin()
    let rung = 0
    const ring = (): void => {
      rung += 1
    }
    sitting.alarm(10, ring)
    sitting.alarm(10, ring)()
    sitting.alarm(-5, ring)
    sitting.alarm(Number.POSITIVE_INFINITY, ring)()
    expect(clock.pending).to.equal(2)
    await clock.runUntil(50)
    expect(rung).to.equal(2)
    expect(clock.pending).to.equal(0)
  })

  it('pauses, and no longer than it is wanted', async () => {
    const { sitting, clock } = begin()
    await clock.run(sitting.pause(30))
    expect(clock.now()).to.equal(30)
    const controller = new AbortController()
    const pause = sitting.pause(1_000, controller.signal)
    controller.abort()
    await pause
    await sitting.pause(1_000, controller.signal)
    expect(clock.now()).to.equal(30)
    expect(clock.pending).to.equal(0)
  })

  it('ends alarms, pauses and all that runs within the tick', async () => {
    const { sitting, clock } = begin()
    let stopped = 0
    const running = {
      stop: () => {
        stopped += 1
      },
    }
    const left = {
      stop: () => {
        stopped += 10
      },
    }
    sitting.enter(running)
    sitting.enter(left)
    sitting.leave(left)
    const pause = sitting.pause(1_000)
    sitting.alarm(10, () => expect.fail('it is over'))
    sitting.end()
    expect(stopped).to.equal(1)
    expect(clock.pending).to.equal(0)
    await pause
    sitting.enter(running)
    await sitting.pause(1_000)
    sitting.alarm(10, () => expect.fail('it is over'))
    await turn()
    expect(stopped).to.equal(2)
    expect(clock.pending).to.equal(0)
  })

  it('takes a sleeper that rejects for one that was woken early', async () => {
    const models = new ScriptedModels(healthy())
    const clock = { now: () => 0, sleep: () => Promise.reject(new Error('AbortError')) }
    const parts = { call: models.call.bind(models), clock }
    const sitting = new Sitting(councilOf(3), question, parts, plainJudging, () => {})
    sitting.alarm(10, () => expect.fail('nobody rings'))
    await turn()
  })
})
