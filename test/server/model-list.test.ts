import { expect } from 'chai'
import { OverloadedError } from '../../src/anthropic/errors.ts'
import type { Backend } from '../../src/core/backend.ts'
import { backendOf, requestOf, saying } from '../support/gateway.ts'
import { closeServers, plain, postMessages, serve, type TestServerParts } from '../support/server.ts'

afterEach(closeServers)

const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)

describe('the models of several backends', () => {
  const lists = (name: string, ids: readonly string[], more: Partial<Backend> = {}): Backend =>
    backendOf(saying('x'), { name, models: async () => ids.map(id => ({ id })), ...more })
  const listed = (backends: readonly Backend[], more: Partial<TestServerParts> = {}) =>
    serve({ backends, models: { listed: backends.map(({ name }) => name), ...more.models }, ...more })
  const all = async (url: string) => JSON.parse((await plain(`${url}/v1/models?limit=1000`)).text)

  it('are listed with ids that Claude Code’s menu keeps and that can be asked for', async () => {
    const { url } = await listed([
      lists('claude', ['claude-opus-5-5'], { native: true }),
      lists('work', ['gpt-5.1']),
    ])
    const page = await all(url)
    expect(ids(page)).to.deep.equal(['claude-opus-5-5', 'claudecodex/work:gpt-5.1'])
    expect(page.data[1]).to.include({ display_name: 'gpt-5.1 (work)' })
    const answer = await postMessages(url, requestOf('hi', { model: 'claudecodex/work:gpt-5.1' }))
    expect(answer.headers.get('x-claudecodex-model')).to.equal('work:gpt-5.1')
    expect(answer.headers.get('x-claudecodex-reason')).to.equal('named in the request')
  })

  it('hold the one that answers by default, whatever the provider lists', async () => {
    const { url } = await listed([lists('work', ['other'], { model: 'gpt-own' })])
    expect(ids(await all(url))).to.deep.equal(['claudecodex/work:gpt-own', 'claudecodex/work:other'])
    expect((await plain(`${url}/v1/models/work:gpt-own`)).status).to.equal(200)
  })

  it('have the names that the table gives them, and no patterns', async () => {
    const rules = [
      { pattern: 'claude-fast', model: 'work:gpt-5-mini' },
      { pattern: 'claude-haiku-*', model: 'work:x' },
      { pattern: 'subagent', model: 'work:x' },
    ]
    const { url } = await listed([lists('work', [])], { models: { rules, listed: ['work'] } })
    const page = await all(url)
    expect(page.data).to.have.length(1)
    expect(page.data[0]).to.include({ id: 'claude-fast', display_name: 'claude-fast (work:gpt-5-mini)' })
  })

  it('leave out what answers no message', async () => {
    const { url } = await listed([
      lists('work', ['gpt-5.1', 'text-embedding-3-large', 'whisper-1', 'gpt-image-2']),
    ])
    expect(ids(await all(url))).to.deep.equal(['claudecodex/work:gpt-5.1'])
  })

  it('do without a backend that fails, cannot be made or takes too long', async () => {
    const failing = lists('failing', [], { models: async () => Promise.reject(new Error('no')) })
    const slow = lists('slow', [], { models: () => new Promise(() => {}) })
    const { url } = await listed([lists('work', ['gpt-5.1']), failing, slow], {
      listAfterMs: 20,
      models: { listed: ['work', 'failing', 'slow', 'unknown'] },
    })
    expect(ids(await all(url))).to.deep.equal(['claudecodex/work:gpt-5.1'])
  })

  it('fail where nobody has any', async () => {
    const failing = lists('failing', [], { models: async () => Promise.reject(new OverloadedError('busy')) })
    const { url } = await listed([failing])
    expect((await plain(`${url}/v1/models`)).status).to.equal(529)
  })

  it('are found one by one, also as backend:model', async () => {
    const { url } = await listed([lists('work', ['openai/gpt-5.1'])])
    for (const id of [
      'claudecodex%2Fwork:openai%2Fgpt-5.1',
      'claudecodex/work:openai/gpt-5.1',
      'work:openai/gpt-5.1',
    ]) {
      const found = JSON.parse((await plain(`${url}/v1/models/${id}`)).text)
      expect(found.id).to.equal('claudecodex/work:openai/gpt-5.1')
    }
  })
})
