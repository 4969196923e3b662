import { expect } from 'chai'
import { NotFoundError } from '../../../src/anthropic/errors.ts'
import type { Price } from '../../../src/core/price.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { type PlanOptions, planReplay } from '../../../src/recording/replay/plan.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { packedPlainly } from '../../support/recordings.ts'
import { recordedExchanges } from '../../support/replays.ts'

const free: Price = { input: 0, output: 0, source: 'a test', date: '2026-11-26' }
const dear: Price = { ...free, input: 1_000_000, output: 1_000_000 }

const plan = (options: Partial<PlanOptions> = {}) =>
  planReplay({
    exchanges: recordedExchanges([
      { request: requestOf('one'), answer: messageOf('one') },
      { request: requestOf('two'), answer: messageOf('two') },
    ]),
    targets: [{ model: 'work:big' }],
    routeOf: async (_, { model = 'scripted:model-1' }) => {
      const [backend = '', name = ''] = model.split(':')
      return { backend, model: name }
    },
    priceOf: async () => dear,
    ...options,
  })

describe('the plan of a replay', () => {
  it('has every request once for each target, as often as is wanted', async () => {
    const { jobs } = await plan({ targets: [{ model: 'a:x' }, { model: 'b:y' }], repeat: 2 })
    const names = jobs.map(({ source, route, round }) => `#${source.seq} ${route.backend} ${round}`)
    expect(names).to.deep.equal([
      '#1 a 1',
      '#1 a 2',
      '#1 b 1',
      '#1 b 2',
      '#2 a 1',
      '#2 a 2',
      '#2 b 1',
      '#2 b 2',
    ])
  })
  it('leaves out what stands for nothing by itself, and says why', async () => {
    const exchanges = recordedExchanges([
      { request: requestOf('count'), open: { kind: 'count_tokens' } },
      { request: requestOf('child'), answer: messageOf('x'), open: { parent: 'req_9' } },
      { request: requestOf('withheld'), answer: messageOf('x'), open: { request: undefined as never } },
      { request: requestOf('under way when the program ended') },
    ])
    const { jobs, skipped } = await plan({ exchanges })
    expect(jobs.map(({ source }) => source.seq)).to.deep.equal([4])
    expect(skipped.map(({ source, reason }) => `#${source.seq} ${reason}`)).to.deep.equal([
      '#1 count_tokens',
      '#2 asked by another exchange',
      '#3 its request was not recorded',
    ])
  })
  it('leaves out one that cannot be routed, and ends where nothing can', async () => {
    const reasons = [new RecordingError('it is damaged'), new NotFoundError('no backend is called "gone"')]
    for (const reason of reasons) {
      const { jobs, skipped } = await plan({
        routeOf: async ({ seq }) => {
          if (seq === 1) throw reason
          return { backend: 'a', model: 'x' }
        },
      })
      expect(jobs.map(({ source }) => source.seq)).to.deep.equal([2])
      expect(skipped.map(one => one.reason)).to.deep.equal([reason.message])
    }
    const thrown = await plan({
      routeOf: async () => {
        throw new Error('a key is missing')
      },
    }).catch((error: Error) => error)
    expect(thrown).to.have.property('message', 'a key is missing')
  })
  it('leaves out thinking where another backend has signed it, unless told otherwise', async () => {
    const strips = async (options: Partial<PlanOptions>) =>
      (await plan(options)).jobs.map(({ stripsThinking }) => stripsThinking)
    expect(await strips({})).to.deep.equal([true, true])
    expect(await strips({ targets: [{ model: 'anthropic:other' }] })).to.deep.equal([false, false])
    expect(await strips({ stripThinking: false })).to.deep.equal([false, false])
    expect(await strips({ targets: [{ model: 'anthropic:other' }], stripThinking: true })).to.deep.equal([
      true,
      true,
    ])
  })
  it('leaves out what has been answered before, as often as it was', async () => {
    const { jobs, skipped } = await plan({ repeat: 3, doneOf: ({ seq }) => (seq === 1 ? 2 : 5) })
    expect(jobs.map(({ source, round }) => `#${source.seq} ${round}`)).to.deep.equal(['#1 3'])
    expect(skipped.map(({ reason }) => reason)).to.deep.equal(['answered before', 'answered before'])
  })
  it('adds up what it will take, and says of which it does not know the price', async () => {
    const sum = await plan({
      targets: [{ model: 'a:x' }, { model: 'b:y' }],
      priceOf: async ({ backend }) => (backend === 'a' ? dear : undefined),
    })
    expect(sum).to.include({ inputTokens: 12, outputTokens: 8, dollars: 10, isFree: false, guessed: 0 })
    expect(sum.unpriced).to.deep.equal(['b:y'])
  })
  it('is free only where every price is known to be nothing', async () => {
    expect((await plan({ priceOf: async () => free })).isFree).to.equal(true)
    expect((await plan({ priceOf: async () => undefined })).isFree).to.equal(false)
    const mixed = await plan({
      targets: [{ model: 'a:x' }, { model: 'b:y' }],
      priceOf: async ({ backend }) => (backend === 'a' ? free : dear),
    })
    expect(mixed.isFree).to.equal(false)
  })
  it('counts the requests whose secrets were replaced', async () => {
    const request = { ...packedPlainly(requestOf('key')), scrubbed: { 'anthropic-key': 1 } }
    const exchanges = recordedExchanges([
      { request: requestOf('key'), answer: messageOf('x'), open: { request } },
    ])
    expect((await plan({ exchanges, repeat: 3 })).scrubbed).to.equal(1)
  })
})
