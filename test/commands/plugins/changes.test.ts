import { expect } from 'chai'
import { OverloadedError, PermissionError } from '../../../src/anthropic/errors.ts'
import { changesOf } from '../../../src/commands/plugins/changes.ts'
import type { Plugin } from '../../../src/core/plugin.ts'
import { message, toolUse } from '../../../src/testing/messages.ts'
import { type RunOptions, runPlugin } from '../../../src/testing/run-plugin.ts'

const changes = async (hooks: Partial<Plugin>, options: RunOptions = {}): Promise<readonly string[]> => {
  const run = await runPlugin({ name: 'mine', apiVersion: 1, ...hooks }, options)
  return changesOf(run, await runPlugin({ name: 'nothing', apiVersion: 1 }, options))
}

describe('the words for what a plugin has changed', () => {
  it('are none where it let everything through', async () => {
    expect(await changes({ onEvent: event => event, beforeRequest: () => {} })).to.deep.equal([])
  })
  it('name the fields of a request, and the model that was chosen', async () => {
    const cooling: Partial<Plugin> = {
      beforeRequest: exchange => {
        exchange.request = { ...exchange.request, temperature: 0 }
      },
    }
    expect(await changes(cooling)).to.deep.equal(['changes the request: temperature'])
    const routing: Partial<Plugin> = {
      beforeRequest: exchange => {
        exchange.target = 'small'
      },
    }
    expect(await changes(routing)).to.deep.equal(['chooses small'])
  })
  it('tell a refusal, an answer without a model, and a second try', async () => {
    const refusing: Partial<Plugin> = {
      beforeRequest: () => {
        throw new PermissionError('not here')
      },
    }
    expect(await changes(refusing)).to.deep.equal(['fails with permission_error: not here'])
    const [first, second] = await changes({ beforeRequest: () => message('from the cache') })
    expect([first, second]).to.deep.equal([
      'answers without a model',
      'changes text: "Hello!" → "from the cache"',
    ])
    const twice: Partial<Plugin> = {
      async *around(exchange, next) {
        for await (const _ of next(exchange)) break
        yield* next(exchange)
      },
    }
    expect(await changes(twice)).to.deep.equal(['asks models 2 times'])
  })
  it('show the place at which a text parts from what it was', async () => {
    const upstream = 'It is all as it was until the very end of it.'
    const [phrase] = await changes(
      { beforeRequest: () => message(upstream.replace('very', 'bitter')) },
      { upstream },
    ).then(all => all.filter(text => text.startsWith('changes')))
    expect(phrase).to.equal('changes text: …l the very end of it." → …l the bitter end of it."')
  })
  it('tell blocks and reasons to stop', async () => {
    const upstream = message([
      { type: 'text', text: 'I look.', citations: null },
      toolUse('Read', { path: 'a' }),
    ])
    const dropping: Partial<Plugin> = {
      onEvent: event => ('index' in event && event.index === 1 ? null : undefined),
    }
    expect(await changes(dropping, { upstream })).to.deep.equal([
      'answers with text and not text + tool_use',
      'stops for end_turn and not tool_use',
    ])
    const other: Partial<Plugin> = { beforeRequest: () => message([toolUse('Read', { path: 'b' })]) }
    expect(await changes(other, { upstream: message([toolUse('Read', { path: 'a' })]) })).to.include(
      'changes tool_use: …ath":"a"} → …ath":"b"}',
    )
  })
  it('tell what became of a failure', async () => {
    const upstream = new OverloadedError('busy')
    expect(await changes({ onError: () => message('sorry') }, { upstream })).to.deep.equal([
      'answers in place of overloaded_error',
    ])
    expect(await changes({ onError: () => new PermissionError('no') }, { upstream })).to.deep.equal([
      'replaces the failure: permission_error: no',
    ])
    expect(await changes({}, { upstream })).to.deep.equal([])
  })
  it('tell what became of the record', async () => {
    expect(await changes({ beforeRecord: () => null })).to.deep.equal(['withholds the record'])
    const headers = { 'user-agent': 'me' }
    expect(
      await changes({ beforeRecord: record => ({ ...record, headers: {} }) }, { headers }),
    ).to.deep.equal(['changes the record: headers'])
  })
  it('tell another way of cutting from another answer', async () => {
    const splitting: Partial<Plugin> = {
      onEvent: event => {
        if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') return undefined
        return [...event.delta.text].map(text => ({ ...event, delta: { type: 'text_delta', text } }))
      },
    }
    expect(await changes(splitting)).to.deep.equal(['cuts the same answer into other events'])
  })
  it('tell another count', async () => {
    const shorter: Partial<Plugin> = {
      beforeRequest: exchange => {
        exchange.request = { ...exchange.request, system: 'a long text that was not there before' }
      },
    }
    const [, count] = await changes(shorter, { kind: 'count_tokens' })
    expect(count).to.match(/^counts \d+ tokens and not \d+$/)
  })
})
