import { expect } from 'chai'
import {
  type Backend,
  definePlugin,
  foldStream,
  type GivenPrice,
  type Plugin,
  type PluginContext,
  type Store,
  unfold,
} from 'claudecodex'
import {
  abortEverywhere,
  breakEverywhere,
  message,
  type RunOptions,
  request,
  runPlugin,
} from 'claudecodex/testing'
import type { CostOptions } from '../../plugins/cost/options.ts'
import cost from '../../plugins/cost.ts'
import { memoryStore } from '../../src/core/store.ts'
import { backendOf } from '../support/gateway.ts'

const noon = new Date(2026, 10, 26, 12).getTime()
const limits = 'anthropic-ratelimit-unified'
/** Dollars a million: an answer of a million tokens costs what is written here. */
const price = (output: number): GivenPrice => ({ input: output && 0.000001, output })
const prices = { 'main:large': price(3), 'main:small': price(1), 'spare:*': price(2), 'local:*': price(0) }
const answerOf = (output = 1_000_000) =>
  message('Here.', {
    usage: {
      ...{ input_tokens: 2, output_tokens: output },
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  })

/** A backend that tells what Anthropic tells in headers. */
const telling = (name: string, headers: Readonly<Record<string, string>> = {}): Backend =>
  backendOf(
    async function* (asked, call) {
      await call.attempt({ method: 'POST', url: 'https://api.example', headers: {}, body: asked })
      call.head({ status: 200, headers })
      yield* unfold(answerOf())
    },
    { name, countTokens: async () => ({ inputTokens: 1, estimated: true }) },
  )

const headers = { 'x-claude-code-session-id': 'one' }

describe('plugin cost', () => {
  let store: Store
  beforeEach(() => {
    store = memoryStore()
  })
  const play = (options: CostOptions = {}, run: RunOptions = {}) =>
    runPlugin(cost({ now: () => noon, ...options }), {
      ...{ store, prices, headers },
      request: request('Hello', { model: 'large' }),
      upstream: telling('main', { 'anthropic-ratelimit-requests-limit': '50' }),
      ...run,
    })
  const page = async (options: CostOptions = {}) => {
    let facts: unknown
    const plugin = cost({ now: () => noon, ...options })
    const reading: Plugin = {
      name: 'reading',
      apiVersion: 1,
      beforeRequest: async () => {
        facts = JSON.parse(String((await plugin.routes?.[0]?.handle({ path: '/cost', query: {} }))?.body))
        return message('read')
      },
    }
    await runPlugin(plugin, { store, prices, headers, plugins: [reading] })
    return facts as {
      readonly day: Record<string, unknown> & { readonly models: Record<string, { dollars: number }> }
      readonly sessions: readonly Record<string, unknown>[]
      readonly budgets: readonly Record<string, unknown>[]
      readonly prices: Record<string, { source: string } | null>
    }
  }
  const dollars = async (): Promise<unknown> => (await page()).day.dollars

  it('stands behind all others, on the exchanges of children too, and has a page', () => {
    expect(cost()).to.deep.include({ name: 'cost', order: 'last', children: true })
    expect(cost().routes?.map(({ path }) => path)).to.deep.equal(['/cost'])
  })

  describe('counts', () => {
    it('what an answer costs, and keeps it over a restart', async () => {
      expect((await play()).reports).to.deep.equal([])
      await play({}, { request: request('Hello', { model: 'small' }) })
      const { day, sessions, prices: known } = await page()
      expect(day).to.deep.include({ exchanges: 2, output: 2_000_000 })
      expect(day.models['main:large']?.dollars).to.be.closeTo(3, 0.001)
      expect(day.dollars).to.be.closeTo(4, 0.001)
      expect(sessions[0]).to.include({ session: 'one', exchanges: 2 })
      expect(known['main:large']?.source).to.equal('the configuration')
    })
    it('changes and tells nothing where no budget is set', async () => {
      const { exchange, message: answer } = await play()
      expect(exchange.answerHeaders).to.equal(undefined)
      expect(answer?.usage.output_tokens).to.equal(1_000_000)
    })
    it('an unknown price as unknown and not as zero', async () => {
      await play({}, { request: request('Hello', { model: 'odd' }) })
      expect((await page()).day).to.include({ exchanges: 1, unpriced: 1, dollars: 0 })
      expect((await page()).prices).to.deep.equal({ 'main:odd': null })
    })
    it('no dollars where a subscription pays', async () => {
      await play({}, { upstream: telling('main', { [`${limits}-status`]: 'allowed' }) })
      expect((await page()).day).to.include({ plan: 1, unpriced: 0, dollars: 0 })
    })
    it('neither counts of tokens nor what another plugin answers', async () => {
      await play({}, { kind: 'count_tokens' })
      const cache: Plugin = { name: 'cache', apiVersion: 1, beforeRequest: () => message('known') }
      await play({}, { plugins: [cache] })
      expect((await page()).day).to.include({ exchanges: 0 })
    })
    it('what an answer had cost when the client left', async () => {
      await play({}, { abortAfter: 2 })
      expect((await page()).day).to.include({ exchanges: 1 })
    })
    it('children, and skips the parent that has asked nobody else', async () => {
      const council = backendOf(
        async function* (asked, call) {
          for (const model of ['main:large', 'main:small']) await foldStream(call.ask(model, asked))
          yield* unfold(answerOf(2_000_000))
        },
        { name: 'council' },
      )
      const { reports } = await play({}, { upstream: council, backends: [telling('main')] })
      expect(reports).to.deep.equal([])
      const { day } = await page()
      expect(Object.keys(day.models)).to.have.members(['main:large', 'main:small'])
      expect(day).to.include({ exchanges: 2, unpriced: 0 })
    })
    it('a parent that has asked a model itself beside its children', async () => {
      const asking = definePlugin(() => {
        let context: PluginContext | undefined
        return {
          name: 'asking',
          apiVersion: 1,
          setup: given => {
            context = given
          },
          async beforeRequest(exchange) {
            if (context) await foldStream(context.ask('main:small', request('Is it worth it?'), exchange))
          },
        }
      })
      // Behind this plugin, so that the parent is known when the child begins.
      await play({}, { plugins: [{ ...asking(), order: 'last' }] })
      expect(await dollars()).to.be.closeTo(4, 0.001)
    })
  })

  describe('with a budget', () => {
    it('says in headers how much is used, and warns from 75 % on, in the terminal too', async () => {
      const first = await play({ budget: { day: 4 } })
      expect(first.exchange.answerHeaders).to.deep.include({
        'anthropic-ratelimit-*': null,
        [`${limits}-status`]: 'allowed',
        [`${limits}-overage-utilization`]: '0.00',
      })
      expect(first.log).to.deep.equal(['warn: [cost] 75% of the budget of $4.00 a day spent ($3.00)'])
      const second = await play({ budget: { day: 4 } }, { request: request('Hi', { model: 'small' }) })
      expect(second.exchange.answerHeaders).to.deep.include({
        [`${limits}-status`]: 'allowed_warning',
        [`${limits}-overage-utilization`]: '0.75',
        [`${limits}-overage-surpassed-threshold`]: '0.75',
      })
    })
    it('refuses what costs something when it is used up', async () => {
      await play()
      const { error, request: asked, exchange } = await play({ budget: { day: 3, month: 100 } })
      expect(asked).to.equal(undefined)
      expect(error).to.deep.include({ type: 'billing_error', status: 429, shouldRetry: false })
      expect(error?.retryAfter).to.equal(12 * 3_600)
      expect(error?.message).to.contain('The budget of $3.00 a day is used up ($3.00 spent)')
      expect(exchange.answerHeaders).to.deep.include({
        [`${limits}-status`]: 'rejected',
        [`${limits}-overage-period`]: 'daily',
        [`${limits}-overage-disabled-reason`]: 'org_spend_cap_reached',
      })
      expect(exchange.answerHeaders).not.to.have.property(`${limits}-overage-status`)
    })
    it('refuses a model of unknown price too, and counts tokens on', async () => {
      await play()
      const odd = request('Hello', { model: 'odd' })
      expect((await play({ budget: { day: 3 } }, { request: odd })).error?.type).to.equal('billing_error')
      const { count, exchange } = await play({ budget: { day: 3 } }, { kind: 'count_tokens' })
      expect(count?.inputTokens).to.equal(1)
      expect(exchange.answerHeaders).to.equal(undefined)
    })
    it('lets a model that costs nothing go on', async () => {
      await play()
      const free = { request: request('Hello', { model: 'local:qwen3' }), backends: [telling('local')] }
      const { message: answer, error } = await play({ budget: { day: 3 } }, free)
      expect(error).to.equal(undefined)
      expect(answer?.content).to.have.length(1)
    })
    it('counts each session by itself', async () => {
      await play()
      expect((await play({ budget: { session: 3 } })).error?.type).to.equal('billing_error')
      const other = await play({ budget: { session: 3 } }, { headers: { 'x-claude-code-session-id': 'two' } })
      expect(other.error).to.equal(undefined)
      expect((await play({ budget: { session: 3 } }, { headers: {} })).error).to.equal(undefined)
    })
    it('refuses another model that the exchange is led to later', async () => {
      await play()
      const leading: Plugin = {
        name: 'leading',
        apiVersion: 1,
        order: 'last',
        around(exchange, next) {
          exchange.target = 'spare:large'
          return next(exchange)
        },
      }
      const { error } = await play(
        { budget: { day: 3 } },
        {
          request: request('Hello', { model: 'local:qwen3' }),
          plugins: [leading],
          backends: [telling('local'), telling('spare')],
        },
      )
      expect(error?.type).to.equal('billing_error')
    })
    it('leaves a subscription alone, and its limits to be shown', async () => {
      await play()
      const signedIn = { ...headers, 'anthropic-beta': 'oauth-2025-04-20' }
      const upstream = telling('main', { [`${limits}-status`]: 'allowed' })
      const { error, exchange } = await play({ budget: { day: 3 } }, { headers: signedIn, upstream })
      expect(error).to.equal(undefined)
      expect(exchange.answerHeaders).to.deep.equal({})
    })
    it('keeps what others say in headers', async () => {
      const saying: Plugin = {
        name: 'saying',
        apiVersion: 1,
        beforeRequest: exchange => {
          exchange.answerHeaders = { 'x-team': 'blue' }
        },
      }
      const { exchange } = await play({ budget: { day: 30 } }, { plugins: [saying] })
      expect(exchange.answerHeaders).to.include({ 'x-team': 'blue', [`${limits}-status`]: 'allowed' })
    })
    it('tells on its page what is left', async () => {
      await play()
      expect((await page({ budget: { day: 6, session: 1 } })).budgets).to.deep.equal([
        {
          ...{ period: 'day', limit: 6, used: ((await dollars()) as number) / 6, spent: await dollars() },
          resets: new Date(2026, 10, 27).toISOString(),
        },
      ])
    })
  })

  describe('with a downgrade', () => {
    const options: CostOptions = { budget: { day: 3.5 }, downgrade: 'main:small' }

    it('asks the cheaper model from its share on, and says why', async () => {
      expect((await play(options)).exchange.choice?.model).to.equal('large')
      expect((await play(options)).exchange.choice).to.deep.equal({
        ...{ backend: 'main', model: 'small' },
        reason: 'cost: 85% of the budget of $3.50 a day',
      })
      expect((await play(options)).error?.type, 'the cap holds for it too').to.equal('billing_error')
    })
    it('waits for the share that is given', async () => {
      await play(options)
      const late = { ...options, downgrade: { to: 'main:small', from: 90 } }
      expect((await play(late)).exchange.choice?.model).to.equal('large')
    })
    it('goes on with a model that costs nothing when all is used up', async () => {
      await play()
      const free: CostOptions = { budget: { day: 3 }, downgrade: 'local:qwen3' }
      const { exchange, error } = await play(free, { backends: [telling('local')] })
      expect(error).to.equal(undefined)
      expect(exchange.choice).to.include({ backend: 'local', model: 'qwen3' })
    })
    it('leaves a model that costs no more, and one that a subscription pays', async () => {
      await play()
      const dear: CostOptions = { budget: { day: 3.5 }, downgrade: 'spare:large' }
      const small = { request: request('Hi', { model: 'small' }), backends: [telling('spare')] }
      const { choice } = (await play(dear, small)).exchange
      expect(choice).to.include({ backend: 'main', model: 'small', reason: "the client's own model" })
      const signedIn = { headers: { ...headers, 'anthropic-beta': 'oauth-2025-04-20' } }
      expect((await play(options, signedIn)).exchange.choice?.model).to.equal('large')
    })
    it('asks a model of unknown price, since the user has named it', async () => {
      await play()
      const { exchange } = await play({ budget: { day: 3.5 }, downgrade: 'main:own' })
      expect(exchange.choice?.model).to.equal('own')
    })
  })

  it('survives whatever befalls an answer', async () => {
    const options = { upstream: 'Hello there', prices: { '*': price(1) } }
    await abortEverywhere(() => cost({ budget: { day: 1 } }), options)
    await breakEverywhere(() => cost({ budget: { day: 1 } }), options)
  })
})
