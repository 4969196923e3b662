import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { isBallot, reviewStage } from '../../src/council/review-stage.ts'
import { Sitting } from '../../src/council/sitting.ts'
import type { Council, MemberAnswer, Review } from '../../src/council/types.ts'
import {
  ballot,
  closing,
  councilOf,
  member,
  opening,
  plainJudging,
  question,
  type Script,
  ScriptedModels,
  says,
} from '../support/council.ts'

const answers = ['a', 'b', 'c'].map(
  (id): MemberAnswer => ({
    member: member(id),
    status: 'answered',
    text: `answer of ${id}`,
    suspicions: [],
    timing: { totalMs: 1 },
  }),
)

const reviewing = async (
  script: Script,
  council: Partial<Council> = {},
  judging: Partial<typeof plainJudging> = {},
) => {
  const models = new ScriptedModels(script)
  const sitting = new Sitting(
    councilOf(3, council),
    question,
    models,
    { ...plainJudging, ...judging },
    () => {},
  )
  const reviews = await models.clock.run(reviewStage(sitting, answers, Number.POSITIVE_INFINITY))
  expect(models.open).to.deep.equal([])
  return { reviews, degraded: sitting.degraded, models }
}
const one = { reviewers: [member('x')] }

describe('the reviews', () => {
  it('are asked for all at once, each with its place, and know whom their labels hide', async () => {
    const { reviews, models } = await reviewing(() => says(ballot('b', 'a', 'c'), 100))
    expect(
      models.calls.map(({ startedAt, request }) => [startedAt, request.metadata?.user_id]),
    ).to.deep.equal([
      [0, 'a 0'],
      [0, 'b 1'],
      [0, 'c 2'],
    ])
    expect(models.calls[1]?.request).to.include({ model: 'model-of-b', stream: true })
    expect(reviews[0]).to.deep.include({
      status: 'given',
      order: [['b'], ['a'], ['c']],
      shown: ['a', 'b', 'c'].map((id, place) => ({ label: `L${place}`, member: id })),
      dollars: 0.5,
      timing: { firstMs: 100, totalMs: 100 },
    })
  })

  it('are repaired once where they cannot be read, and count for both calls', async () => {
    const { reviews, models } = await reviewing(
      (_, nth) => says(nth === 1 ? 'I like B' : ballot('b', 'a', 'c'), 100),
      one,
    )
    expect(models.calls[1]?.request).to.include({ system: 'Repair.', model: 'model-of-x' })
    expect(reviews[0]).to.deep.include({
      status: 'repaired',
      dollars: 1,
      timing: { firstMs: 100, totalMs: 200 },
    })
    expect(reviews[0]?.usage).to.include({ input_tokens: 20, output_tokens: 10 })
  })

  it('stay partial where a repair is', async () => {
    const partial = JSON.stringify({ status: 'partial', order: [['b'], ['a']] })
    const { reviews } = await reviewing((_, nth) => says(nth === 1 ? 'I like B' : partial, 100), one)
    expect(reviews[0]?.status).to.equal('partial')
  })

  it('abstain where the repair fails, or takes more than 15 seconds', async () => {
    for (const second of [
      says('what?', 100),
      [new InternalError('x', { shouldRetry: false })],
      ['silence' as const],
    ]) {
      const { reviews, models, degraded } = await reviewing(
        (_, nth) => (nth === 1 ? says('what?', 100) : second),
        one,
      )
      expect(reviews[0]).to.deep.include({ status: 'abstained', order: [] })
      expect(models.clock.now()).to.be.at.most(15_100)
      expect(degraded).to.deep.equal(['x gave no review that could be read'])
    }
  })

  it('have one time for a review and its repair', async () => {
    const { models } = await reviewing((_, nth) => (nth === 1 ? says('what?', 8_000) : ['silence']), {
      ...one,
      callMs: 10_000,
    })
    expect(models.clock.now()).to.equal(10_000)
  })

  it('are not asked for again where a reviewer refuses, says nothing, or abstains', async () => {
    for (const speech of [
      [...opening(), ...closing('refusal')],
      [...opening(), ...closing()],
      says('{"status":"abstained"}', 1),
    ]) {
      const { reviews, models } = await reviewing(() => speech, one)
      expect(reviews[0]?.status).to.equal('abstained')
      expect(models.calls).to.have.length(1)
    }
  })

  it('may be given by a tool alone', async () => {
    const call: readonly StreamEvent[] = [
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 't', name: 'submit', input: {} },
      },
      { type: 'content_block_stop', index: 0 },
    ]
    const judging = {
      readReview: () => ({
        ...plainJudging.readReview({ request: question, shown: [] }, emptyOf()),
        status: 'given' as const,
        order: [['a']],
      }),
    }
    const { reviews } = await reviewing(() => [...opening(), ...call, ...closing('tool_use')], one, judging)
    expect(reviews[0]).to.deep.include({ status: 'given', order: [['a']] })
  })

  it('say why a reviewer failed', async () => {
    const { reviews, degraded } = await reviewing(
      () => [new InternalError('oops', { shouldRetry: false })],
      one,
    )
    expect(reviews[0]?.status).to.equal('failed')
    expect(reviews[0]?.error?.message).to.equal('oops')
    expect(degraded).to.deep.equal(['x did not review: oops'])
  })

  it('are late where the repair is', async () => {
    const { reviews } = await reviewing(({ member: { id } }, nth) => {
      if (id !== 'c') return says(ballot('a', 'b'), 1_000)
      return nth === 1 ? says('what?', 1_000) : ['silence']
    })
    expect(reviews.map(({ status }) => status)).to.deep.equal(['given', 'given', 'late'])
    expect(reviews[2]?.timing.totalMs).to.equal(3_000)
  })

  it('are not asked of who would see one answer only', async () => {
    const judging: typeof plainJudging.reviewTask = () => ({
      request: question,
      shown: [{ label: 'L', member: 'a' }],
    })
    const { reviews, models } = await reviewing(() => says(ballot('a'), 1), one, { reviewTask: judging })
    expect(reviews[0]?.status).to.equal('abstained')
    expect(models.calls).to.deep.equal([])
  })

  it('wait for two ballots at least, whatever the quorum', async () => {
    const { reviews } = await reviewing(
      ({ member: { id } }) => says(ballot('a', 'b'), id === 'b' ? 60_000 : 1_000),
      {
        quorum: 1,
        reviewers: [member('x'), member('b')],
      },
    )
    expect(reviews.map(({ status }) => status)).to.deep.equal(['given', 'given'])
  })
})

const emptyOf = () => ({
  id: 'm',
  type: 'message' as const,
  role: 'assistant' as const,
  model: 'm',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 0, output_tokens: 0 },
})

describe('a ballot', () => {
  it('is a review that places answers', async () => {
    const { reviews } = await reviewing(() => says(ballot('a', 'b'), 1), one)
    const review = reviews[0] as Review
    expect(isBallot(review)).to.equal(true)
    expect(isBallot({ ...review, order: [] })).to.equal(false)
    expect((['repaired', 'partial'] as const).map(status => isBallot({ ...review, status }))).to.deep.equal([
      true,
      true,
    ])
    for (const status of ['abstained', 'failed', 'late'] as const)
      expect(isBallot({ ...review, status })).to.equal(false)
  })
})
