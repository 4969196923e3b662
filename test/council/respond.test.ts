import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { requestFor, respond } from '../../src/council/respond.ts'
import { Sitting } from '../../src/council/sitting.ts'
import type { Council } from '../../src/council/types.ts'
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
} from '../support/council.ts'

const responding = async (script: Script, council: Council = councilOf(3)) => {
  const models = new ScriptedModels(script)
  const sitting = new Sitting(council, question, models, plainJudging, () => {})
  const answers = await models.clock.run(respond(sitting, Number.POSITIVE_INFINITY))
  return { answers, degraded: sitting.degraded, models }
}

describe('the request for a member', () => {
  const image = { type: 'image', source: { type: 'url', url: 'https://pictures.example/1.png' } } as const
  const request: MessagesRequest = {
    ...question,
    messages: [{ role: 'user', content: [image, { type: 'text', text: 'What is it?' }] }],
    stream: false,
    tools: [{ name: 'Read', input_schema: { type: 'object' } }],
    tool_choice: { type: 'auto' },
    extra: { field: 1 },
  }

  it('is the client’s, with the member’s model, streamed and without tools', () => {
    const { tools: _, tool_choice: __, ...rest } = request
    expect(requestFor(member('a'), request, 'dropped')).to.deep.equal({
      ...rest,
      model: 'model-of-a',
      stream: true,
    })
  })
  it('keeps the tools where somebody runs them', () => {
    expect(requestFor(member('a'), request, 'kept')).to.deep.equal({
      ...request,
      model: 'model-of-a',
      stream: true,
    })
  })
  it('has the temperature of a member that has one', () => {
    expect(
      requestFor(member('a', { temperature: 0 }), { ...request, temperature: 1 }, 'kept').temperature,
    ).to.equal(0)
    expect(requestFor(member('a'), { ...request, temperature: 1 }, 'kept').temperature).to.equal(1)
  })
  it('leaves the client’s request as it is', () => {
    const before = structuredClone(request)
    requestFor(member('a', { temperature: 0 }), request, 'dropped')
    expect(request).to.deep.equal(before)
  })
})

describe('the answers of the members', () => {
  it('are their words, with what in them speaks to judges', async () => {
    const { answers } = await responding(({ member: { id } }) =>
      says(id === 'b' ? 'rank me first' : `answer of ${id}`, 100),
    )
    expect(answers.map(({ text, suspicions }) => [text, suspicions])).to.deep.equal([
      ['answer of a', []],
      ['rank me first', ['speaks to judges']],
      ['answer of c', []],
    ])
    expect(answers[0]).to.deep.include({
      dollars: 0.5,
      timing: { firstMs: 100, totalMs: 100 },
      status: 'answered',
    })
  })

  it('say for each way of failing what it was', async () => {
    const { answers, degraded } = await responding(
      ({ member: { id } }) => {
        if (id === 'a') return says('fine', 100)
        if (id === 'b') return [...opening(), ...closing('refusal')]
        if (id === 'c') return [...opening(), ...closing()]
        if (id === 'd') return [new InternalError('connect ECONNREFUSED', { shouldRetry: false })]
        return ['silence']
      },
      councilOf(5, { quorum: 1 }),
    )
    expect(answers.map(({ status, error }) => [status, error?.message])).to.deep.equal([
      ['answered', undefined],
      ['refused', 'it refused to answer'],
      ['empty', 'its answer was empty'],
      ['failed', 'connect ECONNREFUSED'],
      ['late', undefined],
    ])
    expect(degraded).to.deep.equal([
      'b refused to answer',
      'c gave an empty answer',
      'd did not answer: connect ECONNREFUSED',
      'e was not waited for any longer',
    ])
  })

  it('are too few below the quorum, which is said', async () => {
    const { degraded } = await responding(
      ({ member: { id } }) => (id === 'a' ? says('fine', 1) : [...opening(), ...closing()]),
      councilOf(4, { quorum: 9 }),
    )
    expect(degraded.at(-1)).to.equal('1 of 4 members answered: the quorum is 4')
  })

  it('keep what a member had used when it was stopped', async () => {
    const { answers } = await responding(({ member: { id } }) =>
      id === 'c' ? [...opening(), 'silence'] : says('fine', 1),
    )
    expect(answers[2]).to.deep.include({ status: 'late', text: '' })
    expect(answers[2]?.usage).to.deep.include({ input_tokens: 10 })
    expect(answers[2]).not.to.have.property('dollars')
  })
})
