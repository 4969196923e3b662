import { expect } from 'chai'
import {
  type ApiError,
  AuthenticationError,
  type Backend,
  InternalError,
  InvalidRequestError,
  type ModelRef,
  NotFoundError,
  OverloadedError,
  PermissionError,
  type Plugin,
  RateLimitError,
} from 'claudecodex'
import { abortEverywhere, runPlugin, type ScriptedAnswer, scripted } from 'claudecodex/testing'
import type { FailoverOptions } from '../../plugins/failover/options.ts'
import failover from '../../plugins/failover.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { optionsOf } from '../../src/core/plugin.ts'
import { gatewayOf, requestOf, run, textOf } from '../support/gateway.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

const busy = (): ApiError => new OverloadedError('busy')
const limited = (retryAfter?: number): ApiError =>
  new RateLimitError('slow down', retryAfter === undefined ? {} : { retryAfter })
const tooLong = (): ApiError => new InvalidRequestError('prompt is too long: 3 tokens > 2 maximum')

describe('plugin failover', () => {
  let clock: VirtualClock
  beforeEach(() => {
    clock = new VirtualClock()
  })
  const plugin = (options: FailoverOptions = {}): Plugin =>
    failover({ now: clock.now, sleep: clock.sleep, random: () => 0.5, ...options })

  /** One gateway for several exchanges. */
  const gatewayWith = (
    backends: readonly Backend[],
    options?: FailoverOptions,
    others: readonly Plugin[] = [],
  ) => gatewayOf({ plugins: [plugin(options), ...others], backends })
  const main = (answers: readonly ScriptedAnswer[], keys?: readonly string[]) =>
    scripted(answers, { name: 'main', ...(keys && { keys }) })
  const spare = (...answers: readonly ScriptedAnswer[]) => scripted(answers, { name: 'spare', repeat: true })

  it('stands innermost, and on the exchanges of children too', () =>
    expect(failover()).to.deep.include({ name: 'failover', order: 'last', children: true }))

  it('keeps the options it was made with', () =>
    expect(optionsOf(failover({ retries: 1 }))).to.deep.equal({ retries: 1 }))

  describe('with the same model', () => {
    it('waits longer each time, between half a second and as long as that try may take', async () => {
      for (const [random, waits] of [
        [0, [500, 500, 500, 500, 500]],
        [0.5, [750, 1_250, 2_250, 4_250, 4_250]],
        [0.999, [999.5, 1_998.5, 3_996.5, 7_992.5, 7_992.5]],
      ] as const) {
        clock = new VirtualClock()
        const upstream = main([busy(), busy(), busy(), busy(), busy(), 'here'])
        const { message, reports } = await runPlugin(plugin({ retries: 5, random: () => random }), {
          upstream,
        })
        expect(textOf(message)).to.equal('here')
        expect(clock.waits).to.deep.equal(waits)
        expect(reports).to.deep.equal([])
      }
    })
    it('asks twice more and then gives up', async () => {
      const upstream = main([busy(), busy(), busy(), 'never'])
      const { error, exchange } = await runPlugin(plugin(), { upstream })
      expect(error?.type).to.equal('overloaded_error')
      expect(exchange.attempts.map(attempt => attempt.error)).to.deep.equal(['busy', 'busy', 'busy'])
    })
    it('waits as long as the upstream says, and a little more, so that not all come at once', async () => {
      await runPlugin(plugin(), { upstream: main([limited(7), limited(3), 'here']) })
      expect(clock.waits).to.deep.equal([7_250, 3_250])
    })
    it('hands on what would take too long, as it came', async () => {
      const later = limited(31)
      const { error, exchange } = await runPlugin(plugin(), { upstream: main([later]) })
      expect(error).to.equal(later)
      expect(exchange.attempts).to.have.length(1)
      expect(clock.waits).to.deep.equal([])
    })
    it('begins no try after half a minute, the time of the tries themselves included', async () => {
      const slow: ScriptedAnswer = () => {
        clock.time += 20_000
        return busy()
      }
      const { exchange } = await runPlugin(plugin({ retries: 9 }), { upstream: main([slow, slow, slow]) })
      expect(exchange.attempts).to.have.length(2)
    })
    it('does not ask again where the upstream asks not to', async () => {
      const final = new RateLimitError('at the cap', { retryAfter: 1, shouldRetry: false })
      const { exchange } = await runPlugin(plugin(), { upstream: main([final]) })
      expect(exchange.attempts).to.have.length(1)
    })
    it('does not ask again when content has begun, in a stream or in a whole answer', async () => {
      const events: readonly StreamEvent[] = [
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
      ]
      for (const stream of [true, false]) {
        const { error, exchange } = await runPlugin(plugin(), {
          upstream: main([[...events, busy()]]),
          request: requestOf('hi', { stream }),
        })
        expect(error?.type).to.equal('overloaded_error')
        expect(exchange.attempts).to.have.length(1)
      }
    })
    it('leaves nothing of a failed try behind: neither its head nor its times nor its warnings', async () => {
      const failing: ScriptedAnswer = (_, call) => {
        call.warn('of the first')
        return [{ type: 'ping' } as StreamEvent, busy()]
      }
      const well: ScriptedAnswer = (_, call) => {
        call.warn('of the second')
        return 'here'
      }
      const { exchange } = await runPlugin(plugin(), { upstream: main([failing, well]) })
      expect(exchange.warnings).to.deep.equal(['of the second'])
      expect(exchange.head?.status).to.equal(200)
    })
    it('adds no tries of its own while a model rests: the client is waiting already', async () => {
      const upstream = main([busy(), busy(), busy(), busy(), 'here', busy(), 'here too'])
      const gateway = await gatewayWith([upstream])
      expect((await run(gateway)).exchange.attempts).to.have.length(3)
      expect((await run(gateway)).exchange.attempts).to.have.length(1)
      expect(textOf((await run(gateway)).message)).to.equal('here')
      // It has answered: everything is as at the start.
      expect(textOf((await run(gateway)).message)).to.equal('here too')
    })
    it('waits with every request of many at once, although the first is told to wait before the others ask', async () => {
      const answers = [
        ...Array.from({ length: 4 }, () => limited(1)),
        ...Array.from({ length: 4 }, () => 'here'),
      ]
      const gateway = await gatewayWith([main(answers)])
      const done = await Promise.all(Array.from({ length: 4 }, () => run(gateway)))
      expect(done.map(({ message }) => textOf(message))).to.deep.equal(['here', 'here', 'here', 'here'])
      expect(clock.waits).to.deep.equal([1_250, 1_250, 1_250, 1_250])
      const second = await gatewayWith([main([limited(9), 'one', limited(9), 'two'])])
      await run(second)
      expect(textOf((await run(second)).message)).to.equal('two')
    })
    it('leaves what a plugin has said to the client', async () => {
      const budget: Plugin = {
        name: 'budget',
        apiVersion: 1,
        order: 'last',
        beforeAttempt: () => {
          throw new RateLimitError('spent')
        },
      }
      const upstream = main(['never'])
      const { error } = await run(
        await gatewayWith([upstream, spare('never')], { substitutes: { '*': 'spare:m' } }, [budget]),
      )
      expect((error as ApiError).message).to.equal('spent')
      expect(clock.waits).to.deep.equal([])
    })
    it('does not multiply the tries of a child by its own', async () => {
      const member = main([busy(), busy(), busy(), 'never'])
      const council: Backend = { name: 'council', stream: (request, call) => call.ask('main:m', request) }
      const { error } = await run(await gatewayWith([council, member]))
      expect((error as ApiError).type).to.equal('overloaded_error')
      expect(member.requests).to.have.length(3)
    })
    it('stops at once when the client leaves in the middle of a wait', async () => {
      const leaving = new AbortController()
      const upstream = main([busy(), 'never'])
      const sleep = async (): Promise<void> => leaving.abort()
      const gateway = await gatewayWith([upstream], { sleep })
      const { exchange } = await run(gateway, { request: requestOf('hi'), signal: leaving.signal })
      await gateway.close()
      expect(exchange.outcome?.kind).to.equal('aborted')
      expect(upstream.requests).to.have.length(1)
      expect(gateway.status.plugins[0]?.failures).to.equal(0)
    })
    it('survives a client that leaves at any event', async () => {
      await abortEverywhere(() => plugin(), { upstream: 'a text of a few words' })
    })
  })

  describe('with several keys', () => {
    const keys = ['key 1', 'key 2', 'key 3']
    const keysOf = ({ exchange }: Awaited<ReturnType<typeof run>>) => exchange.attempts.map(({ key }) => key)

    it('goes on to the next at once, and stays with it while the first one rests', async () => {
      const gateway = await gatewayWith([main([limited(60), 'one', 'two', 'three'], keys)])
      expect(keysOf(await run(gateway))).to.deep.equal(['key 1', 'key 2'])
      expect(keysOf(await run(gateway))).to.deep.equal(['key 2'])
      clock.time += 60_000
      expect(keysOf(await run(gateway))).to.deep.equal(['key 1'])
      expect(clock.waits).to.deep.equal([])
    })
    it('lets a key rest for the model that has used it up, and for no other', async () => {
      const gateway = await gatewayWith([main([limited(60), 'one', 'two'], keys)])
      await run(gateway)
      const other = await run(gateway, { request: requestOf('hi', { model: 'other' }) })
      expect(keysOf(other)).to.deep.equal(['key 1'])
    })
    it('passes over one that is refused, although its refusal is final', async () => {
      const refused = new AuthenticationError('bad key', { shouldRetry: false })
      const gateway = await gatewayWith([main([refused, 'one', 'two'], keys)])
      expect(keysOf(await run(gateway))).to.deep.equal(['key 1', 'key 2'])
      expect(keysOf(await run(gateway))).to.deep.equal(['key 2'])
    })
    it('changes none for what is no key’s fault', async () => {
      for (const error of [
        busy(),
        new PermissionError('flagged'),
        new NotFoundError('no such model'),
        tooLong(),
      ]) {
        const gateway = await gatewayWith([main([error, error, error], keys)])
        expect(new Set(keysOf(await run(gateway)))).to.deep.equal(new Set(['key 1']))
        const gatewayAfter = await run(await gatewayWith([main(['fine'], keys)]))
        expect(keysOf(gatewayAfter)).to.deep.equal(['key 1'])
      }
    })
    it('makes one try while tries with all of them are used up, with the first', async () => {
      const gateway = await gatewayWith([main(Array.from({ length: 9 }, busy), keys)])
      expect(keysOf(await run(gateway))).to.deep.equal(['key 1', 'key 1', 'key 1'])
      for (const _ of [1, 2]) expect(keysOf(await run(gateway))).to.deep.equal(['key 1'])
      const limits = await gatewayWith([
        main(
          Array.from({ length: 9 }, () => limited(2)),
          keys,
        ),
      ])
      expect(keysOf(await run(limits))).to.have.length(5)
      expect(keysOf(await run(limits))).to.have.length(1)
    })
    it('tries each once before it waits, for the one that is ready first', async () => {
      const gateway = await gatewayWith([main([limited(9), limited(2), limited(9), 'here'], keys)])
      const done = await run(gateway)
      expect(keysOf(done)).to.deep.equal(['key 1', 'key 2', 'key 3', 'key 2'])
      expect(textOf(done.message)).to.equal('here')
    })
    it('comes to an end where every key says "at once"', async () => {
      const answers = Array.from({ length: 9 }, () => limited(0))
      const done = await run(await gatewayWith([main(answers, keys)]))
      expect(keysOf(done).length).to.be.within(3, 5)
      expect((done.error as ApiError).type).to.equal('rate_limit_error')
    })
    it('chooses one for a count of tokens too', async () => {
      const backend = main([limited(60), 'one'], keys)
      const counted: (string | undefined)[] = []
      const counting: Backend = {
        ...backend,
        countTokens: async (asked, call) => {
          const draft = { method: 'POST', url: 'https://main.example', headers: {}, body: asked }
          counted.push((await call.attempt(draft, keys)).key)
          return { inputTokens: 1, estimated: true }
        },
      }
      const gateway = await gatewayWith([counting], { substitutes: { '*': 'spare:m' } })
      await run(gateway)
      await gateway.countTokens(gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') }))
      expect(counted).to.deep.equal(['key 2'])
    })
  })

  describe('with substitutes', () => {
    const substitutes = { 'main:*': ['spare:small', 'last:m'] }

    it('asks the next in order where the model is given up, and says in whose place', async () => {
      const last = scripted(['I am the last'], { name: 'last' })
      const gateway = await gatewayWith([main([busy(), busy(), busy()]), spare(busy()), last], {
        substitutes,
      })
      const { exchange, message } = await run(gateway)
      expect(textOf(message)).to.equal('I am the last')
      expect(exchange.choice).to.deep.equal({
        backend: 'last',
        model: 'm',
        reason: 'failover: main:model-1: 529 overloaded_error; spare:small: 529 overloaded_error',
      })
      expect(exchange.attempts.map(({ backend }) => backend)).to.deep.equal([
        'main',
        'main',
        'main',
        'spare',
        'last',
      ])
    })
    it('asks each with what the client has asked, and its own model', async () => {
      const second = spare('here')
      const request = requestOf('hi', { temperature: 0.3, system: 'be kind' })
      await run(await gatewayWith([main([limited(60)]), second], { substitutes }), { request })
      expect(second.requests).to.deep.equal([{ ...request, model: 'small' }])
    })
    it('asks them at once where the wait would be long, and waits where it is short', async () => {
      const second = spare('spare')
      const long = await run(await gatewayWith([main([limited(4)]), second], { substitutes }))
      expect(textOf(long.message)).to.equal('spare')
      expect(clock.waits).to.deep.equal([])
      const short = await run(await gatewayWith([main([limited(2), 'main']), second], { substitutes }))
      expect(textOf(short.message)).to.equal('main')
    })
    it('leaves a model that rests in peace, without a try', async () => {
      // The second is not sent, and yet the backend was called.
      const first = main([limited(60), 'asleep', 'awake'])
      const gateway = await gatewayWith([first, spare('spare')], { substitutes })
      await run(gateway)
      const { exchange } = await run(gateway)
      expect(exchange.attempts).to.have.length(1)
      expect(exchange.attempts[0]).to.deep.include({ backend: 'spare', number: 1 })
      expect(exchange.choice?.reason).to.equal('failover: main:model-1: rests after 429 rate_limit_error')
      expect(first.sent).to.have.length(1)
      clock.time += 60_000
      expect(textOf((await run(gateway)).message)).to.equal('awake')
    })
    it('tells the client what waiting may mend, where nobody answers', async () => {
      const refused = new AuthenticationError('bad key', { shouldRetry: false })
      const failed = await run(
        await gatewayWith([main([limited(60)]), spare(refused)], { substitutes: { '*': 'spare:m' } }),
      )
      expect((failed.error as ApiError).retryAfter).to.equal(60)
      const other = await run(
        await gatewayWith([main([refused], ['key 1']), spare(limited(9))], {
          substitutes: { '*': 'spare:m' },
        }),
      )
      expect((other.error as ApiError).retryAfter).to.equal(9)
    })
    it('goes past one that cannot be made or does not know its model', async () => {
      const table: Readonly<Record<string, readonly ModelRef[]>> = {
        'main:*': ['gone:m', 'spare:m', 'last:m'],
      }
      const last = scripted(['here'], { name: 'last' })
      const unknown = spare(new NotFoundError('no such model'))
      const gateway = await gatewayWith([main([limited(60)]), unknown, last], { substitutes: table })
      // A backend of that name there is none: it is then the name of a model of the default one.
      const { message } = await run(gateway)
      expect(textOf(message)).to.equal('here')
    })
    it('asks nobody else for what is the request’s own fault', async () => {
      for (const error of [
        new InvalidRequestError('messages: no'),
        new PermissionError('flagged'),
        new NotFoundError('no such model'),
        tooLong(),
        new AuthenticationError('sign in again'),
      ]) {
        const second = spare('never')
        const gateway = await gatewayWith([main([error], ['client 3f9a2c']), second], { substitutes })
        expect((await run(gateway)).error).to.equal(error)
        expect(second.requests).to.deep.equal([])
      }
    })
    it('does not ask the substitutes of a substitute', async () => {
      const table = { 'main:*': 'spare:m', 'spare:*': 'last:m' }
      const last = scripted(['never'], { name: 'last' })
      const gateway = await gatewayWith([main([limited(60)]), spare(limited(60)), last], {
        substitutes: table,
      })
      expect((await run(gateway)).error).to.have.property('type', 'rate_limit_error')
      expect(last.requests).to.deep.equal([])
    })
    it('case 124: finds them for a model with its window, and splits theirs at the first colon', async () => {
      const local = scripted(['here'], { name: 'ollama' })
      const table = { 'claude-sonnet-4-5-20250929': 'ollama:qwen3:8b' }
      const gateway = await gatewayWith([main([limited(60)]), local], { substitutes: table })
      const request = requestOf('hi', { model: 'claude-sonnet-4-5-20250929[1m]' })
      const { exchange } = await run(gateway, { request })
      expect(exchange.choice).to.deep.include({ backend: 'ollama', model: 'qwen3:8b' })
      expect(local.requests[0]?.model).to.equal('qwen3:8b')
    })
  })

  describe('with a larger window', () => {
    const contextWindow = { 'main:*': 'spare:large' }

    it('asks it at once where the prompt is too long', async () => {
      const second = spare('here')
      const { exchange, message } = await run(
        await gatewayWith([main([tooLong()]), second], { contextWindow }),
      )
      expect(textOf(message)).to.equal('here')
      expect(exchange.choice?.reason).to.equal('failover: main:model-1: prompt is too long')
      expect(clock.waits).to.deep.equal([])
    })
    it('asks each of a list once, whatever the one before it says, and tells the refusal if none answers', async () => {
      const list = { 'main:*': ['spare:large', 'last:large'] }
      const failures = [
        busy(),
        limited(1),
        tooLong(),
        new PermissionError('flagged'),
        new NotFoundError('no such model'),
        new InternalError('late', { status: 504 }),
      ]
      for (const failure of failures) {
        const first = tooLong()
        const second = spare(failure)
        const last = scripted(['here', failure], { name: 'last' })
        const gateway = await gatewayWith([main([first, first]), second, last], { contextWindow: list })
        expect(textOf((await run(gateway)).message), failure.message).to.equal('here')
        clock.time += 60_000
        expect((await run(gateway)).error, failure.message).to.equal(first)
        expect([second.requests.length, last.requests.length]).to.deep.equal([2, 2])
      }
      expect(clock.waits).to.deep.equal([])
    })
    it('tells the client the first refusal where it is too small as well: then it can compact', async () => {
      const first = tooLong()
      const failed = await run(await gatewayWith([main([first]), spare(tooLong())], { contextWindow }))
      expect(failed.error).to.equal(first)
    })
    it('helps a substitute out too', async () => {
      const last = scripted(['here'], { name: 'last' })
      const gateway = await gatewayWith([main([limited(60)]), spare(tooLong()), last], {
        substitutes: { 'main:*': 'spare:small' },
        contextWindow: { 'spare:*': 'last:large' },
      })
      expect(textOf((await run(gateway)).message)).to.equal('here')
    })
  })
})
