import { expect } from 'chai'
import type { ApiError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import {
  chainOf,
  gatewayOf,
  keptLog,
  messageOf,
  requestOf,
  run,
  type Source,
  textOf,
  until,
} from '../support/gateway.ts'

describe('child exchanges (rule 9)', () => {
  it('have their own id and run only plugins that ask for children', async () => {
    const seen: string[] = []
    const watching = (name: string, children: boolean): Partial<Plugin> => ({
      name,
      children,
      beforeRequest: exchange => void seen.push(`${name} ${exchange.parent ? 'child' : 'parent'}`),
    })
    const gateway = await gatewayOf({
      plugins: [watching('all', true), watching('parents', false)],
      backends: [
        {
          name: 'asking',
          stream: async function* (request, call) {
            yield* call.ask('answering:small', { ...request, model: 'small' })
          },
        },
        {
          name: 'answering',
          stream: async function* (request) {
            yield* unfold(messageOf(`as ${request.model}`))
          },
        },
      ],
    })
    const { message, exchange } = await run(gateway)
    expect(textOf(message)).to.equal('as small')
    expect(seen).to.deep.equal(['all parent', 'parents parent', 'all child'])
    expect(exchange.id).to.match(/^req_[0-9A-Za-z]{24}$/)
  })

  it('are refused when models ask each other in a circle, naming them', async () => {
    const gateway = await gatewayOf({
      source: async function* (request, call) {
        yield* call.ask('scripted:again', request)
      },
    })
    const { error } = await run(gateway)
    expect((error as ApiError).type).to.equal('invalid_request_error')
    expect((error as ApiError).message)
      .to.contain('circle')
      .and.contain('scripted:again')
  })
})

describe('what a backend asks of another', () => {
  const hanging: Source = (_request, call) => ({
    async *[Symbol.asyncIterator]() {
      await new Promise((_resolve, reject) =>
        call.signal.addEventListener('abort', () => reject(call.signal.reason)),
      )
    },
  })

  it('ends with a signal of its own, while the one that asks goes on', async () => {
    const gateway = await gatewayOf({
      backends: [
        {
          name: 'asking',
          async *stream(_request, call) {
            const controller = new AbortController()
            const asked = call.ask('hanging:x', requestOf('hi'), { signal: controller.signal })
            const first = asked[Symbol.asyncIterator]().next()
            await new Promise(resolve => setImmediate(resolve))
            controller.abort()
            const failure = await first.catch((thrown: unknown) => thrown)
            yield* unfold(messageOf(failure instanceof Error && !call.signal.aborted ? 'gone on' : 'ended'))
          },
        },
        { name: 'hanging', stream: hanging },
      ],
    })
    expect(textOf((await run(gateway)).message)).to.equal('gone on')
    await until(() => gateway.status.exchanges.open === 0, 'the end of the child')
    expect(gateway.status.exchanges).to.include({ answered: 1, aborted: 1 })
  })

  it('may be a count, with which only plugins for children have to do', async () => {
    const seen: string[] = []
    const gateway = await gatewayOf({
      plugins: [
        { name: 'all', children: true, beforeRequest: ({ kind }) => void seen.push(`all ${kind}`) },
        { name: 'parents', beforeRequest: ({ kind }) => void seen.push(`parents ${kind}`) },
      ],
      backends: [
        {
          name: 'asking',
          async *stream(request, call) {
            const count = await call.count?.('counting:x', request)
            yield* unfold(messageOf(`${count?.inputTokens} tokens`))
          },
        },
        {
          name: 'counting',
          stream: hanging,
          countTokens: async () => ({ inputTokens: 7, estimated: false }),
        },
      ],
    })
    expect(textOf((await run(gateway)).message)).to.equal('7 tokens')
    expect(seen).to.deep.equal(['all messages', 'parents messages', 'all count_tokens'])
  })
})

describe('the record of an exchange (rule 8)', () => {
  it('passes every beforeRecord in turn', async () => {
    const gateway = await gatewayOf({
      plugins: [{ beforeRecord: record => ({ ...record, warnings: ['seen'] }) }],
    })
    const { exchange } = await run(gateway)
    const record = await gateway.record(exchange)
    expect(record?.warnings).to.deep.equal(['seen'])
    expect(record?.outcome).to.equal('answered')
    expect(textOf(record?.message)).to.equal('hello')
  })

  it('is withheld when a plugin returns null or fails: content is printed by nobody then', async () => {
    const failing: Partial<Plugin> = {
      onFailure: 'skip',
      beforeRecord: () => {
        throw new Error('broken')
      },
    }
    for (const plugin of [failing, { beforeRecord: () => null }]) {
      const gateway = await gatewayOf({ plugins: [plugin] })
      const { exchange } = await run(gateway)
      expect(await gateway.record(exchange)).to.equal(undefined)
    }
  })
})

describe('a reload (rule 10)', () => {
  const counting = (name: string, seen: string[]): Plugin => ({
    name,
    apiVersion: 1,
    setup: context => void seen.push(`${name} up${context.previous ? ' again' : ''}`),
    teardown: () => void seen.push(`${name} down`),
  })

  it('makes only the changed plugins anew and takes the old ones down', async () => {
    const seen: string[] = []
    const gateway = await gatewayOf({ plugins: [counting('kept', seen), counting('changed', seen)] })
    const next = chainOf({ plugins: [counting('kept', seen), counting('changed', seen)] })
    const plugins = next.plugins.map(one =>
      one.plugin.name === 'kept' ? one : { ...one, fingerprint: 'new' },
    )
    await gateway.replace({ ...next, plugins })
    expect(seen).to.deep.equal(['kept up', 'changed up', 'changed up again', 'changed down'])
  })

  it('lets an exchange end on the chain it began with, and then takes that down', async () => {
    const seen: string[] = []
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const gateway = await gatewayOf({
      plugins: [{ ...counting('old', seen), onEvent: event => (event.type === 'ping' ? null : undefined) }],
      source: async function* () {
        const events = [...unfold(messageOf('slow'))]
        yield* events.slice(0, 2)
        await held
        yield* events.slice(2)
      },
    })
    const running = run(gateway)
    await until(() => gateway.status.exchanges.open === 1)
    await gateway.replace({ ...chainOf({ plugins: [counting('new', seen)] }) })
    expect(seen).to.deep.equal(['old up', 'new up'])
    release()
    expect(textOf((await running).message)).to.equal('slow')
    await until(() => seen.includes('old down'))
  })

  it('keeps the old chain when a new plugin does not start, and says which', async () => {
    const gateway = await gatewayOf({ plugins: [{ name: 'good', onEvent: () => {} }] })
    const broken: Plugin = {
      name: 'broken',
      apiVersion: 1,
      setup: () => {
        throw new Error('no such file')
      },
    }
    const error = await gateway.replace(chainOf({ plugins: [broken] })).catch(thrown => thrown)
    expect(error.message).to.contain('broken').and.contain('no such file')
    expect(gateway.status.plugins.map(({ name }) => name)).to.deep.equal(['good'])
  })
})

describe('a gateway that closes', () => {
  it('waits for what is open and then takes its plugins down', async () => {
    const log = keptLog()
    const seen: string[] = []
    const gateway = await gatewayOf({
      log,
      plugins: [{ onEnd: () => void seen.push('end'), teardown: () => void seen.push('down') }],
    })
    await run(gateway)
    await gateway.close()
    expect(seen).to.deep.equal(['end', 'down'])
    expect(gateway.status.exchanges).to.deep.equal({ open: 0, answered: 1, failed: 0, aborted: 0 })
  })
})
