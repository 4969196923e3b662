import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import { fold } from '../../src/anthropic/fold.ts'
import { convene } from '../../src/council/convene.ts'
import { standardJudging } from '../../src/council/review/standard-judging.ts'
import {
  councilOf,
  healthy,
  member,
  plainJudging,
  question,
  ScriptedModels,
  sat,
  says,
  sitting,
} from '../support/council.ts'
import { turn } from '../support/heap-clock.ts'
import { assertLegalStream } from '../support/streams.ts'

const never = new AbortController().signal
const modes = ['full', 'fast', 'race'] as const

describe('a council', () => {
  for (const { mode, calls, totalMs } of [
    { mode: 'full', calls: 9, totalMs: 7_000 },
    { mode: 'fast', calls: 5, totalMs: 5_000 },
    { mode: 'race', calls: 1, totalMs: 1_000 },
  ] as const) {
    it(`of four makes ${calls} calls in mode ${mode}, and takes as long as its stages`, async () => {
      const models = new ScriptedModels(healthy())
      const { result, told } = await sitting(councilOf(4, { mode }), models)
      expect(result).to.deep.include({ mode, calls, degraded: [], seed: 'seed', promptVersion: 'plain' })
      expect(models.calls).to.have.length(calls)
      expect(result?.timing.totalMs).to.equal(totalMs)
      expect(result?.dollars).to.deep.equal({ known: calls * 0.5, unknownCalls: 0 })
      assertLegalStream(told)
      expect(fold(told)).to.deep.equal(result?.message)
    })
  }

  it('still reviews where it has two members', async () => {
    const { result } = await sitting(councilOf(2), new ScriptedModels(healthy()))
    expect(result).to.include({ calls: 5 })
    expect(result?.ranking?.places[0]?.member).to.equal('a')
  })

  it('tells what happens in order, and the time of it', async () => {
    const { events } = await sitting(councilOf(2), new ScriptedModels(healthy()))
    expect(
      events.filter(({ type }) => type !== 'event').map(({ at, type }) => `${at} ${type}`),
    ).to.deep.equal([
      '0 started',
      '0 member_started',
      '0 member_started',
      '1000 member_began',
      '1000 member_began',
      '1000 member_ended',
      '1000 member_ended',
      '1000 quorum',
      '1000 review_started',
      '1000 review_started',
      '3000 review_ended',
      '3000 review_ended',
      '3000 ranked',
      '3000 synthesis_started',
      '7000 ended',
    ])
  })

  it('judges by the rules of this program unless it is given others', async () => {
    const models = new ScriptedModels(call => {
      if (call.role !== 'reviewer') return healthy()(call, 1)
      // The labels of a reviewer are drawn for it alone; it finds them in the form.
      const labels = /"enum":(\["[^\]]*\])/.exec(JSON.stringify(call.request.tools))?.[1] ?? '[]'
      return says(`{"ranking":[${labels}]}`, 10)
    })
    const { result } = await models.clock.run(sat(convene(councilOf(3), question, models, never)))
    expect(result?.promptVersion).to.equal(standardJudging.promptVersion)
    expect(result?.reviews.map(({ status }) => status)).to.deep.equal(['given', 'given', 'given'])
    expect(result?.ranking?.places).to.have.length(3)
    expect(result?.synthesis.kind).to.equal('chairman')
  })

  it('is the same again with the same script', async () => {
    const once = () => sitting(councilOf(3), new ScriptedModels(healthy()))
    expect(await once()).to.deep.equal(await once())
  })

  it('does nothing before somebody looks, and each look is a sitting of its own', async () => {
    const models = new ScriptedModels(healthy(0, 0, 0))
    const council = convene(councilOf(3, { mode: 'race' }), question, models, never, plainJudging)
    await turn()
    expect(models.calls).to.have.length(0)
    await models.clock.run(sat(council))
    await models.clock.run(sat(council))
    expect(models.calls).to.have.length(2)
  })

  it('ends as failed where judges throw, and leaves nothing behind', async () => {
    const models = new ScriptedModels(healthy())
    const judging = {
      ...plainJudging,
      reviewTask: () => {
        throw new InternalError('no lots')
      },
    }
    const { failed } = await models.clock.run(sat(convene(councilOf(3), question, models, never, judging)))
    expect(failed?.error.message).to.equal('no lots')
    expect(failed?.answers).to.have.length(3)
    expect(models.open).to.deep.equal([])
    expect(models.clock.pending).to.equal(0)
  })
})

describe('the end of a council from outside', () => {
  /** Members at 0 ms, reviewers at 1 s, the chairman at 3 s, its first word at 4 s. */
  const slow = () =>
    new ScriptedModels(call => (call.role === 'chairman' ? says('slowly', 9_000, 1_000) : healthy()(call, 1)))

  for (const mode of modes) {
    for (const time of [0, 500, 1_000, 2_000, 3_500, 5_000].slice(0, mode === 'race' ? 2 : 6)) {
      it(`stops every call of ${mode} within the tick when it is aborted after ${time} ms`, async () => {
        const models = slow()
        const controller = new AbortController()
        const reason = new Error('the client left')
        const reading = sat(
          convene(councilOf(4, { mode }), question, models, controller.signal, plainJudging),
        )
        const thrown = reading.catch((error: unknown) => error)
        await models.clock.runUntil(time)
        expect(models.open.length).to.be.greaterThan(0)
        controller.abort(reason)
        expect(models.open).to.deep.equal([])
        expect(models.clock.pending).to.equal(0)
        expect(await thrown).to.equal(reason)
        const calls = models.calls.length
        await turn()
        expect(models.calls).to.have.length(calls)
        expect(models.clock.pending).to.equal(0)
      })
    }

    it(`stops every call of ${mode} when the reader leaves`, async () => {
      const models = slow()
      const left = (async () => {
        for await (const event of convene(councilOf(3, { mode }), question, models, never, plainJudging)) {
          if (event.type === 'member_started') break
        }
      })()
      await models.clock.run(left)
      await turn()
      expect(models.calls.length).to.be.greaterThan(0)
      expect(models.open).to.deep.equal([])
      expect(models.clock.pending).to.equal(0)
    })
  }

  it('comes at once where a model hears no signal', async () => {
    const models = new ScriptedModels(() => ['deaf'])
    const controller = new AbortController()
    const thrown = sat(convene(councilOf(3), question, models, controller.signal, plainJudging)).catch(
      (error: unknown) => error,
    )
    await models.clock.runUntil(10)
    controller.abort('left')
    expect(await thrown).to.equal('left')
    expect(models.clock.pending).to.equal(0)
  })

  it('comes before the beginning where the signal is aborted already', async () => {
    const models = new ScriptedModels(healthy())
    const reading = sat(convene(councilOf(3), question, models, AbortSignal.abort('left'), plainJudging))
    expect(await reading.catch((error: unknown) => error)).to.equal('left')
    expect(models.calls).to.deep.equal([])
  })

  it('comes at the deadline of the whole, with the best there is', async () => {
    const models = new ScriptedModels(({ role, member: { id } }) => {
      if (role === 'chairman') return ['silence']
      if (role === 'reviewer') return says('{"order":[["b"]]}', 1_000)
      return id === 'c' ? ['silence'] : says(`answer of ${id}`, 1_000)
    })
    const council = councilOf(3, {
      deadlineMs: 20_000,
      members: [member('a'), member('b'), member('c', { isRequired: true })],
    })
    const { result } = await sitting(council, models)
    // The answers have 45 % of the time, and the reviews are quick.
    expect(result?.timing).to.deep.equal({
      respondMs: 9_000,
      reviewMs: 1_000,
      synthesisMs: 10_000,
      totalMs: 20_000,
    })
    expect(result?.synthesis).to.deep.equal({ kind: 'top_ranked', by: 'b', basis: ['b'] })
    expect(result?.answers.map(({ status }) => status)).to.deep.equal(['answered', 'answered', 'late'])
  })
})
