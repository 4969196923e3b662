import { expect } from 'chai'
import { InvalidRequestError, OverloadedError, PermissionError } from '../../src/anthropic/errors.ts'
import { foldStream } from '../../src/anthropic/fold.ts'
import type { Plugin, PluginContext } from '../../src/core/plugin.ts'
import { definePlugin } from '../../src/core/plugin.ts'
import type { StandardSchema } from '../../src/core/schema.ts'
import { memoryStore } from '../../src/core/store.ts'
import { message, request, textOf } from '../../src/testing/messages.ts'
import { runPlugin } from '../../src/testing/run-plugin.ts'
import { scripted } from '../../src/testing/scripted.ts'

const plugin = (hooks: Partial<Plugin> = {}): Plugin => ({ name: 'mine', apiVersion: 1, ...hooks })

const shout = plugin({
  onEvent: event =>
    event.type === 'content_block_delta' && event.delta.type === 'text_delta'
      ? { ...event, delta: { ...event.delta, text: event.delta.text.toUpperCase() } }
      : event,
})

const thrownBy = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => {
      throw new Error('it did not throw')
    },
    (thrown: Error) => thrown,
  )

describe('running a plugin in a test', () => {
  it('shows what the client gets', async () => {
    const run = await runPlugin(shout, { upstream: 'Hello there' })
    expect(textOf(run.message)).to.equal('HELLO THERE')
    expect(run.events.at(-1)).to.deep.equal({ type: 'message_stop' })
    expect(run).to.include({ error: undefined, count: undefined })
    expect(run.outcome?.kind).to.equal('answered')
    expect(run.reports).to.deep.equal([])
  })

  it('has the prices it is given', async () => {
    const seen: (number | undefined)[] = []
    const priced = plugin({
      setup: async ({ config }) => {
        seen.push((await config.priceOf('scripted', 'gpt-5.1'))?.input)
        seen.push((await config.priceOf('scripted', 'other'))?.input)
      },
    })
    await runPlugin(priced, { prices: { 'gpt-*': { input: 3, output: 4 } } })
    expect(seen).to.deep.equal([3, undefined])
  })

  it('needs nothing but the plugin', async () => {
    const { message, request: asked } = await runPlugin(plugin())
    expect(textOf(message)).to.equal('Hello!')
    expect(asked?.messages).to.deep.equal([{ role: 'user', content: 'Hello' }])
  })

  it('shows what the model is asked', async () => {
    const cooling = plugin({
      beforeRequest: exchange => {
        exchange.request = { ...exchange.request, temperature: 0 }
      },
    })
    const run = await runPlugin(cooling, { request: request('Hi', { temperature: 1 }) })
    expect(run.request?.temperature).to.equal(0)
    expect(run.exchange.original.temperature).to.equal(1)
    expect(run.record?.changed?.temperature).to.equal(0)
  })

  it('shows a plugin that answers by itself: the model is asked nothing', async () => {
    const run = await runPlugin(plugin({ beforeRequest: () => message('from the cache') }))
    expect(textOf(run.message)).to.equal('from the cache')
    expect(run.request).to.equal(undefined)
    expect(run.requests).to.deep.equal([])
  })

  it('shows every request of a plugin that tries again', async () => {
    const again = plugin({
      async *around(exchange, next) {
        try {
          yield* next(exchange)
        } catch {
          yield* next(exchange)
        }
      },
    })
    const run = await runPlugin(again, { upstream: scripted([new OverloadedError('busy'), 'at last']) })
    expect(textOf(run.message)).to.equal('at last')
    expect(run.requests).to.have.length(2)
  })

  it('makes a refusal and an upstream’s failure a result', async () => {
    const refusing = plugin({
      beforeRequest: () => {
        throw new PermissionError('not here')
      },
    })
    const refused = await runPlugin(refusing)
    expect(refused.error).to.include({ status: 403, message: 'not here' })
    expect(refused.outcome?.kind).to.equal('failed')
    expect(refused.reports).to.deep.equal([])
    expect((await runPlugin(plugin(), { upstream: new OverloadedError('busy') })).error?.status).to.equal(529)
  })

  it('reports a plugin’s faults with hook and source line', async () => {
    const broken = plugin({
      onEnd: () => {
        throw new Error('oops')
      },
    })
    const { reports, error } = await runPlugin(broken)
    expect(error).to.equal(undefined)
    expect(reports).to.have.length(1)
    expect(reports[0]).to.match(/plugin "mine" failed in onEnd: oops\n.*run-plugin\.test\.ts:\d+/)
  })

  it('catches a plugin that changes an event or a request in place', async () => {
    const event = plugin({ onEvent: given => void Object.assign(given, { type: 'ping' }) })
    expect((await runPlugin(event)).reports[0]).to.contain('failed in onEvent')
    const asked = plugin({ beforeRequest: exchange => void Object.assign(exchange.request, { model: 'x' }) })
    expect((await runPlugin(asked)).reports[0]).to.contain('failed in beforeRequest')
  })

  it('catches it with a backend of the author’s own too', async () => {
    const own = {
      name: 'own',
      async *stream() {
        yield { type: 'ping' } as const
        yield* scripted(['x']).stream(request('x'), {} as never)
      },
    }
    const { reports } = await runPlugin(
      plugin({ onEvent: given => void Object.assign(given, { type: 'x' }) }),
      {
        upstream: own,
      },
    )
    expect(reports[0]).to.contain('failed in onEvent')
  })

  it('keeps what plugins say', async () => {
    const talking = plugin({
      setup: ({ log }) => void [log.debug('a'), log.info('b'), log.warn('c'), log.error('d')],
    })
    const { log, reports } = await runPlugin(talking)
    expect(log).to.deep.equal(['debug: [mine] a', 'info: [mine] b', 'warn: [mine] c', 'error: [mine] d'])
    expect(reports).to.deep.equal([])
  })

  it('gives the record as it would be logged, or none where a plugin withholds it', async () => {
    const hiding = plugin({ beforeRecord: record => ({ ...record, headers: { hidden: 'yes' } }) })
    const { record } = await runPlugin(hiding, { headers: { 'user-agent': 'claude-cli/2.1.330' } })
    expect(record).to.deep.include({ headers: { hidden: 'yes' }, outcome: 'answered' })
    expect(textOf(record?.message)).to.equal('Hello!')
    expect((await runPlugin(plugin({ beforeRecord: () => null }))).record).to.equal(undefined)
  })

  it('makes the record before the plugin is taken down, and waits for all of its end', async () => {
    const order: string[] = []
    const pause = () => new Promise<void>(resolve => setTimeout(resolve, 20))
    await runPlugin(
      plugin({
        onEnd: async () => {
          await pause()
          order.push('end')
        },
        beforeRecord: () => void order.push('record'),
        teardown: async () => {
          await pause()
          order.push('teardown')
        },
      }),
    )
    expect(order).to.deep.equal(['end', 'record', 'teardown'])
  })

  it('runs other plugins behind it, and offers other backends', async () => {
    const order: string[] = []
    const noting = (name: string): Plugin => plugin({ name, beforeRequest: () => void order.push(name) })
    const routing = plugin({
      name: 'a',
      beforeRequest: exchange => {
        order.push('a')
        exchange.target = 'other:small'
      },
    })
    const other = scripted(['from the other'], { name: 'other' })
    const run = await runPlugin(routing, { plugins: [noting('b')], backends: [other] })
    expect(order).to.deep.equal(['a', 'b'])
    expect(textOf(run.message)).to.equal('from the other')
    expect(other.requests[0]?.model).to.equal('small')
    expect(run.request).to.equal(undefined)
  })

  it('answers what a plugin asks of a model', async () => {
    let answer = ''
    let ask: PluginContext['ask'] | undefined
    const asking = plugin({
      setup: context => {
        ask = context.ask
      },
      beforeRequest: async exchange => {
        if (ask) answer = textOf(await foldStream(ask('scripted:judge', request('Is it fine?'), exchange)))
      },
    })
    const { requests } = await runPlugin(asking, { upstream: ({ model }) => `I am ${model}` })
    expect(answer).to.equal('I am judge')
    expect(requests.map(({ model }) => model)).to.deep.equal(['judge', 'test-model'])
  })

  it('counts tokens', async () => {
    let kind = ''
    const watching = plugin({
      beforeRequest: exchange => {
        kind = exchange.kind
      },
    })
    const run = await runPlugin(watching, { kind: 'count_tokens' })
    expect(kind).to.equal('count_tokens')
    expect(run.count).to.include({ estimated: true })
    expect(run.events).to.deep.equal([])
    expect(run.requests).to.have.length(1)
  })

  it('runs an exchange that another one has asked for, on which only plugins for children run', async () => {
    const seen: (string | undefined)[] = []
    const watching = (children: boolean): Plugin =>
      plugin({ children, beforeRequest: ({ parent }) => void seen.push(parent?.id) })
    await runPlugin(watching(false), { child: true })
    expect(seen).to.deep.equal([])
    const { exchange } = await runPlugin(watching(true), { child: true })
    expect(seen).to.deep.equal([exchange.parent?.id])
  })

  it('shows the exchanges that a plugin has asked for, and records only the one it was made for', async () => {
    let ask: PluginContext['ask'] | undefined
    const asking = plugin({
      setup: context => {
        ask = context.ask
      },
      beforeRequest: async exchange => {
        if (ask) await foldStream(ask('scripted:judge', request('Is it fine?'), exchange))
      },
    })
    const { children, exchange, record } = await runPlugin(asking)
    expect(children.map(({ choice, parent }) => [choice?.model, parent?.id])).to.deep.equal([
      ['judge', exchange.id],
    ])
    expect(record?.id).to.equal(exchange.id)
  })

  it('tells how often each hook has run, and how it failed', async () => {
    const failing = plugin({
      onEvent: () => undefined,
      onEnd: () => {
        throw new Error('oops')
      },
    })
    const { status, events } = await runPlugin(failing)
    expect(status).to.include({ name: 'mine', state: 'on', failures: 1 })
    expect(status?.time.onEnd?.calls).to.equal(1)
    expect(status?.time.onEvent?.calls).to.equal(events.length)
  })

  it('names the file of a plugin whose fault is in no line', async () => {
    const wrong = plugin({ onEvent: () => ({}) as never })
    const { reports } = await runPlugin(wrong, { from: '/my/plugin.ts' })
    expect(reports[0]).to.match(/is no event\n {4}at \/my\/plugin\.ts$/)
  })

  it('lets the client leave where the test says', async () => {
    const kinds: string[] = []
    const watching = plugin({ onEnd: (_, { kind }) => void kinds.push(kind) })
    for (const abortAfter of [0, 2]) {
      const run = await runPlugin(watching, { abortAfter })
      expect(run.outcome?.kind).to.equal('aborted')
      expect(run.events).to.have.length(abortAfter)
    }
    expect(kinds).to.deep.equal(['aborted', 'aborted'])
  })

  it('gives the plugin its store and its time limits', async () => {
    const store = memoryStore()
    await runPlugin(plugin({ setup: context => context.store.write('state', 'kept') }), { store })
    expect(await store.read('state')).to.equal('kept')
    const slow = plugin({ beforeRequest: () => new Promise<void>(() => {}) })
    const { error } = await runPlugin(slow, { limits: { hookMs: 10 } })
    expect(error?.message).to.contain('took longer than 10 ms')
  })

  it('refuses a request that the API would refuse', async () => {
    const error = await thrownBy(runPlugin(plugin(), { request: { model: 'x' } as never }))
    expect(error).to.be.instanceOf(InvalidRequestError)
  })

  it('takes the plugin down when the request is refused', async () => {
    let isDown = false
    const watched = plugin({
      teardown: () => {
        isDown = true
      },
    })
    await thrownBy(runPlugin(watched, { request: { model: 'x' } as never }))
    expect(isDown).to.equal(true)
  })

  describe('with options', () => {
    const schema: StandardSchema<{ loud: boolean }> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: given => {
          const { loud = true } = (given ?? {}) as { loud?: unknown }
          if (typeof loud === 'boolean') return { value: { loud } }
          return { issues: [{ message: 'must be a boolean', path: [{ key: 'loud' }] }] }
        },
      },
    }
    let seen: unknown
    const optional = definePlugin<{ readonly loud?: unknown } | undefined>(() =>
      plugin({
        options: schema,
        setup: ({ options }) => {
          seen = options
        },
      }),
    )

    it('gives them as the schema gave them back', async () => {
      await runPlugin(optional(undefined))
      expect(seen).to.deep.equal({ loud: true })
    })
    it('names what the schema refuses', async () => {
      const error = await thrownBy(runPlugin(optional({ loud: 'very' })))
      expect(error.message).to.equal('plugin "mine": its options are wrong: loud: must be a boolean')
    })
  })

  it('fails where setup fails', async () => {
    const failing = plugin({
      setup: () => {
        throw new Error('no key')
      },
    })
    expect((await thrownBy(runPlugin(failing))).message)
      .to.contain('plugin "mine"')
      .and.to.contain('no key')
  })
})
