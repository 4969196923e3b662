import { expect } from 'chai'
import type { Plugin } from 'claudecodex'
import { assertLegalStream } from 'claudecodex/testing'
import { type ApiError, PermissionError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { gatewayOf, keptLog, messageOf, run, textOf } from '../support/gateway.ts'

describe('onEvent', () => {
  it('replaces an event by what it returns', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          onEvent: event =>
            event.type === 'content_block_delta' && event.delta.type === 'text_delta'
              ? { ...event, delta: { ...event.delta, text: event.delta.text.toUpperCase() } }
              : undefined,
        },
      ],
    })
    expect(textOf((await run(gateway)).message)).to.equal('HELLO')
  })

  it('drops an event for null and inserts several for a list', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          onEvent: event => {
            if (event.type === 'ping') return null
            return event.type === 'content_block_delta' ? [event, event] : undefined
          },
        },
      ],
      source: async function* () {
        yield { type: 'ping' }
        yield* unfold(messageOf('twice '))
      },
    })
    const { message, events } = await run(gateway)
    expect(textOf(message)).to.equal('twice twice ')
    expect(events.some(event => event.type === 'ping')).to.equal(false)
  })

  it('drops a whole block, and the stream stays legal for everybody further out', async () => {
    const seen: number[] = []
    const gateway = await gatewayOf({
      plugins: [
        { onEvent: event => void ('index' in event && seen.push(event.index)) },
        { onEvent: event => ('index' in event && event.index === 0 ? null : undefined) },
      ],
      source: async function* () {
        yield* unfold({
          ...messageOf('first'),
          content: [
            { type: 'text', text: 'first', citations: null },
            { type: 'text', text: 'second', citations: null },
          ],
        })
      },
    })
    const { message } = await run(gateway)
    expect(textOf(message)).to.equal('second')
    expect(new Set(seen)).to.deep.equal(new Set([0]))
  })

  it('fails the exchange by name when it throws, once in the log', async () => {
    const log = keptLog()
    const gateway = await gatewayOf({
      log,
      plugins: [
        {
          name: 'clumsy',
          onEvent: () => {
            throw new TypeError('oops')
          },
        },
      ],
    })
    const { error } = await run(gateway)
    await run(gateway)
    expect((error as ApiError).message).to.equal('plugin "clumsy" failed in onEvent: oops')
    expect(log.lines).to.have.length(1)
    expect(log.lines[0]).to.contain('event-layer.test.ts:')
  })

  it('passes the event unchanged when its plugin may be skipped', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          onFailure: 'skip',
          onEvent: () => {
            throw new TypeError('oops')
          },
        },
      ],
    })
    const { message, error } = await run(gateway)
    expect(error).to.equal(undefined)
    expect(textOf(message)).to.equal('hello')
  })

  it('refuses with an ApiError of its own', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          onEvent: event => {
            if (event.type === 'content_block_start') throw new PermissionError('no such talk')
          },
        },
      ],
    })
    expect(((await run(gateway)).error as ApiError).type).to.equal('permission_error')
  })

  it('is told when it changes an event in place, and where it may be skipped the event is put back', async () => {
    const changing: Partial<Plugin> = {
      name: 'changing',
      onEvent: event => void Object.assign(event, { index: 9 }),
    }
    const { error } = await run(await gatewayOf({ plugins: [changing] }))
    expect((error as ApiError).message).to.include('changed an event in place')
    const skipped = await run(await gatewayOf({ plugins: [{ ...changing, onFailure: 'skip' }] }))
    expect(skipped.error).to.equal(undefined)
    assertLegalStream(skipped.events)
    expect(textOf(skipped.message)).to.equal('hello')
  })

  it('is told when it is asynchronous, or returns what is no event', async () => {
    for (const wrong of [async () => null, () => 'text', () => [{}]]) {
      const gateway = await gatewayOf({ plugins: [{ name: 'wrong', onEvent: wrong as never }] })
      const { error } = await run(gateway)
      expect((error as ApiError).message).to.match(
        /"wrong" failed in onEvent: it returned (a promise|something)/,
      )
    }
  })
})
