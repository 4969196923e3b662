import { expect } from 'chai'
import { InternalError, InvalidRequestError } from '../../src/anthropic/errors.ts'
import { fold } from '../../src/anthropic/fold.ts'
import { textMessage } from '../../src/anthropic/message.ts'
import { Sitting } from '../../src/council/sitting.ts'
import { type Findings, spentWords, synthesize } from '../../src/council/synthesis.ts'
import { BrokenAnswer } from '../../src/council/told.ts'
import type { Council, CouncilEvent, MemberAnswer, Place, Ranking, Review } from '../../src/council/types.ts'
import {
  closing,
  councilOf,
  member,
  opening,
  plainJudging,
  question,
  type Script,
  ScriptedModels,
  says,
  textStart,
  words,
} from '../support/council.ts'

const answerOf = (id: string): MemberAnswer => ({
  member: member(id),
  status: 'answered',
  message: {
    ...textMessage(`answer of ${id}`, 'm'),
    content: [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'text', text: `answer of ${id}`, citations: null },
    ],
  },
  text: `answer of ${id}`,
  suspicions: [],
  timing: { totalMs: 1 },
})
const answers = ['a', 'b', 'c'].map(answerOf)
const placeOf = (id: string): Place => ({
  member: id,
  score: 1,
  borda: null,
  z: null,
  ballots: 2,
  firsts: 1,
  flaws: 0,
})
const rankingOf = (...ids: readonly string[]): Ranking => ({
  places: ids.map(placeOf),
  agreement: null,
  confidence: 'low',
  isContested: false,
})
const suspecting = (reviewer: string, id: string): Review => ({
  reviewer: member(reviewer),
  status: 'given',
  order: [['a']],
  scores: {},
  flaws: {},
  suspected: [id],
  critiques: {},
  shown: [],
  isContradictory: false,
  timing: { totalMs: 1 },
})
const failing = [new InternalError('busy', { shouldRetry: false })]
const chairmen = [member('x'), member('y')]

async function written(script: Script, findings: Partial<Findings> = {}, council: Partial<Council> = {}) {
  const models = new ScriptedModels(script)
  const events: CouncilEvent[] = []
  const sitting = new Sitting(councilOf(3, { chairmen, ...council }), question, models, plainJudging, event =>
    events.push(event),
  )
  const writing = synthesize(sitting, { answers, reviews: [], ...findings }).catch(
    (thrown: unknown) => thrown,
  )
  const result = await models.clock.run(writing)
  expect(models.open).to.deep.equal([])
  const told = events.flatMap(event => (event.type === 'event' ? [event.event] : []))
  return {
    result,
    models,
    told,
    sitting,
    types: events.map(({ type }) => type).filter(type => type !== 'event'),
  }
}

describe('the synthesis', () => {
  it('is written by the chairman, from the answers and the ranking', async () => {
    const { result, models, told } = await written(() => says('all in all', 100), {
      ranking: rankingOf('b', 'a', 'c'),
    })
    expect(result).to.deep.include({
      text: 'all in all',
      synthesis: { kind: 'chairman', by: 'x', basis: ['a', 'b', 'c'] },
    })
    expect(models.calls[0]?.request).to.include({
      model: 'model-of-x',
      stream: true,
      system: 'x of answer of a, answer of b, answer of c; 0 reviews; top b',
    })
    expect(fold(told)?.content).to.deep.equal([{ type: 'text', text: 'all in all', citations: null }])
  })

  it('is written by the next chairman where one fails, is empty or refuses', async () => {
    for (const speech of [failing, [...opening(), ...closing()], [...opening(), ...closing('refusal')]]) {
      const { result, models, told, sitting, types } = await written(({ member: { id } }) =>
        id === 'x' ? speech : says('y writes', 100),
      )
      expect(result).to.deep.include({ synthesis: { kind: 'chairman', by: 'y', basis: ['a', 'b', 'c'] } })
      expect(models.made).to.deep.equal(['chairman:x', 'chairman:y'])
      expect(told.filter(({ type }) => type === 'message_start')).to.have.length(1)
      expect(types).to.deep.equal(['synthesis_started', 'synthesis_failed', 'synthesis_started'])
      expect(sitting.degraded[0]).to.match(/^x could not write the answer: /)
    }
  })

  it('is asked of the same chairman once more where that may help', async () => {
    const { models, types } = await written((_, nth) =>
      nth === 1 ? [new InternalError('busy')] : says('again', 100),
    )
    expect(models.made).to.deep.equal(['chairman:x', 'chairman:x'])
    expect(types).to.deep.equal(['synthesis_started'])
    expect(models.clock.now()).to.equal(1_100)
  })

  it('has one time for both tries of a chairman', async () => {
    const { models } = await written(
      (_, nth) => (nth === 1 ? [3_000, new InternalError('busy')] : ['silence']),
      {},
      {
        callMs: 5_000,
        chairmen: [member('x')],
      },
    )
    expect(models.made).to.have.length(2)
    expect(models.clock.now()).to.equal(5_000)
  })

  it('is broken where a chairman stops in the middle, and nobody goes on for it', async () => {
    const cause = new InvalidRequestError('cut')
    const { result, models, told } = await written(() => [...opening(), textStart(), words('I'), cause])
    expect(result).to.be.instanceOf(BrokenAnswer)
    expect(models.made).to.deep.equal(['chairman:x'])
    expect(told).to.have.length(3)
  })

  it('is the best answer, word for word and without its thinking, where no chairman can write', async () => {
    const { result, told, sitting } = await written(() => failing, { ranking: rankingOf('c', 'a', 'b') })
    expect(result).to.deep.include({
      text: 'answer of c',
      synthesis: { kind: 'top_ranked', by: 'c', basis: ['c'] },
    })
    expect(fold(told)?.content).to.deep.equal([{ type: 'text', text: 'answer of c', citations: null }])
    expect(sitting.degraded).to.deep.equal([
      'x could not write the answer: busy',
      'y could not write the answer: busy',
      "the answer is c's, word for word",
    ])
  })

  it('is, without ranking, that of whom most is thought, or else of the first', async () => {
    const kindOf = async (council: Partial<Council>) => (await written(() => failing, {}, council)).result
    expect(await kindOf({ priors: { b: 0.2, c: 0.1 } })).to.deep.include({ text: 'answer of b' })
    expect(await kindOf({ priors: { a: -1 } })).to.deep.include({ text: 'answer of b' })
    expect(await kindOf({})).to.deep.include({ text: 'answer of a' })
  })

  it('is never an answer that two reviewers suspect', async () => {
    const reviews = [suspecting('a', 'c'), suspecting('b', 'c')]
    const { result } = await written(() => failing, { ranking: rankingOf('c', 'b', 'a'), reviews })
    expect(result).to.deep.include({ text: 'answer of b' })
    const whole = await written(() => says('all in all', 1), { ranking: rankingOf('c', 'b', 'a'), reviews })
    expect(whole.result).to.have.nested.property('synthesis.basis').that.deep.equals(['a', 'b'])
  })

  it('is the one answer that there is', async () => {
    const { result, models } = await written(() => failing, { answers: answers.slice(1, 2) })
    expect(result).to.deep.include({ synthesis: { kind: 'single', by: 'b', basis: ['b'] } })
    expect(models.calls).to.deep.equal([])
  })

  it('is not begun after the deadline', async () => {
    const { result, models } = await written(() => ['silence'], {}, { deadlineMs: 3_000 })
    expect(models.made).to.deep.equal(['chairman:x'])
    expect(models.clock.now()).to.equal(3_000)
    expect(result).to.deep.include({ text: 'answer of a' })
  })

  it('is not begun where the money is spent', async () => {
    const { models, sitting } = await written(() => failing, {}, { maxDollars: 0 })
    expect(models.calls).to.deep.equal([])
    expect(sitting.degraded[0]).to.equal('no chairman wrote the answer: $0.0000 of $0 are spent')
    expect(spentWords(sitting, 'so')).to.equal('so: $0.0000 of $0 are spent')
  })
})
