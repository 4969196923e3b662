import { expect } from 'chai'
import { InvalidRequestError, OverloadedError } from '../../../src/anthropic/errors.ts'
import { foldStream } from '../../../src/anthropic/fold.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import { beginLead, ordered } from '../../../src/backends/council/leads.ts'
import type { Call } from '../../../src/core/backend.ts'
import { messageOf, requestOf, textOf } from '../../support/gateway.ts'
import { members } from './support.ts'

const call = (
  failures: Readonly<Record<string, Error>>,
  asked: string[] = [],
  signal = new AbortController().signal,
): Pick<Call, 'ask' | 'signal'> => ({
  signal,
  async *ask(model) {
    asked.push(model)
    const [start, ...rest] = unfold(messageOf(`from ${model}`))
    if (start) yield start
    const failure = failures[model]
    if (failure) throw failure
    yield* rest
  },
})

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work
  } catch (thrown) {
    return thrown
  }
  throw new Error('it did not fail')
}

describe('the one that acts', () => {
  it('is the first, and nobody else is asked', async () => {
    const asked: string[] = []
    const { lead, events } = await beginLead(members, requestOf('hi'), call({}, asked))
    expect(textOf(await foldStream(events))).to.equal('from one:a')
    expect([lead.id, asked]).to.deep.equal(['one:a', ['one:a']])
  })

  it('is the next where the first fails before it has said anything', async () => {
    const parts = call({ 'one:a': new OverloadedError('busy') })
    const { lead, events } = await beginLead(members, requestOf('hi'), parts)
    expect(lead.id).to.equal('two:b')
    expect(textOf(await foldStream(events))).to.equal('from two:b')
  })

  it('fails with what the first one said where all do', async () => {
    const first = new OverloadedError('first')
    const others = { 'two:b': new OverloadedError('2'), 'three:c': new OverloadedError('3') }
    const parts = call({ 'one:a': first, ...others })
    expect(await failure(beginLead(members, requestOf('hi'), parts))).to.equal(first)
  })

  it('is no other where the request is at fault, or the client has left', async () => {
    const long = new InvalidRequestError('prompt is too long: 2 tokens > 1 maximum')
    const asked: string[] = []
    expect(await failure(beginLead(members, requestOf('hi'), call({ 'one:a': long }, asked)))).to.equal(long)
    const left = AbortSignal.abort()
    const busy = { 'one:a': new OverloadedError('busy') }
    await failure(beginLead(members, requestOf('hi'), call(busy, asked, left)))
    expect(asked).to.deep.equal(['one:a', 'one:a'])
  })

  it('stays who it was in this turn', () => {
    expect(ordered(members, 'two:b').map(({ id }) => id)).to.deep.equal(['two:b', 'one:a', 'three:c'])
    expect(ordered(members, undefined)).to.deep.equal(members)
    expect(ordered(members, 'gone')).to.deep.equal(members)
  })
})
