import { expect } from 'chai'
import { Host, type HostOptions } from '../../../src/backends/shared/host.ts'
import { createWire, type Wire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { chatError, chatJson } from '../../support/strict/openai-answers.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/strict/scripted-server.ts'

describe('a host', () => {
  let server: ScriptedServer
  let wire: Wire
  beforeEach(async () => {
    server = await startScriptedServer()
    wire = createWire()
  })
  afterEach(async () => {
    wire.close()
    await server.close()
  })
  const host = (more: Partial<HostOptions> = {}): Host =>
    new Host({ name: 'work', baseUrl: `${server.url}/v1`, wire, ...more })

  it('is sent what a plugin has made of the request, and the key after that', async () => {
    server.answer(chatJson({ ok: true }))
    const call = makeCall({
      beforeAttempt: attempt => {
        attempt.request = { ...attempt.request, headers: { 'x-tag': 'a' }, body: { changed: true } }
      },
    })
    const { answer, sent } = await host({ apiKey: 'sk-1' }).post('/some', { first: true }, call)
    expect(answer.status).to.equal(200)
    expect(await answer.body.text()).to.equal('{"ok":true}')
    expect(sent).to.deep.equal({ changed: true })
    expect(call.attempts[0]?.request.headers).to.deep.equal({ 'x-tag': 'a' })
    const received = server.received[0]
    expect(received?.path).to.equal('/v1/some')
    expect(received?.body.toString()).to.equal('{"changed":true}')
    expect(received?.headers).to.include({
      authorization: 'Bearer sk-1',
      'x-tag': 'a',
      'content-type': 'application/json',
    })
  })

  it('gets the key that a plugin has chosen by its label, and tells what it answered', async () => {
    server.answer(chatJson({ ok: true }, 200, { 'retry-after': '7' }))
    const call = makeCall({
      beforeAttempt: attempt => {
        expect(attempt.keys).to.deep.equal(['key 1', 'key 2'])
        attempt.key = 'key 2'
      },
    })
    await host({ apiKeys: ['sk-canary-1', 'sk-canary-2'] }).post('/some', {}, call)
    expect(server.received[0]?.headers).to.include({ authorization: 'Bearer sk-canary-2' })
    expect(call.attempts[0]).to.include({ key: 'key 2', status: 200 })
    expect(call.attempts[0]?.headers)
      .to.include({ 'retry-after': '7' })
      .and.not.to.have.property('set-cookie')
    expect(JSON.stringify(call.attempts)).not.to.include('canary')
  })

  it("gets its key where it looks for it, under the user's own headers", async () => {
    server.answer(chatJson({ data: [] }), chatJson({ data: [] }))
    await host({ apiKey: 'sk-1', keyHeader: 'api-key', headers: { 'x-team': 'blue' } }).models(makeCall())
    await host({ headers: { authorization: 'Basic x' } }).models(makeCall())
    expect(server.received[0]?.headers).to.include({ 'api-key': 'sk-1', 'x-team': 'blue' })
    expect(server.received[1]?.headers).to.include({ authorization: 'Basic x' })
  })

  it('takes login and query of its address along, and shows neither', async () => {
    const { host: place } = new URL(server.url)
    const baseUrl = `http://user:pass%20word@${place}/v1?api-version=1&key=sk-in-the-query`
    server.answer(
      chatError({ status: 400, message: 'pass word and sk-in-the-query' }),
      chatJson({ data: [] }),
    )
    const made = host({ baseUrl })
    const call = makeCall()
    const { answer } = await made.post('/some', {}, call)
    expect(made.failure(answer, await answer.body.text(), '').message).to.equal('work: *** and ***')
    await made.models(makeCall())
    const authorization = `Basic ${Buffer.from('user:pass word').toString('base64')}`
    expect(server.received.map(({ url, headers }) => [url, headers.authorization])).to.deep.equal([
      ['/v1/some?api-version=1&key=sk-in-the-query', authorization],
      ['/v1/models?api-version=1&key=sk-in-the-query', authorization],
    ])
    expect(made.address).to.equal(`${server.url}/v1`)
    expect(call.attempts[0]?.request.url).to.equal(`${server.url}/v1/some`)
  })

  it('gets no query of its own where a plugin leads the request elsewhere', async () => {
    server.answer(chatJson({}))
    const call = makeCall({
      beforeAttempt: attempt => {
        attempt.request = { ...attempt.request, url: `${server.url}/other` }
      },
    })
    await host({ baseUrl: 'http://127.0.0.1:9/v1?key=sk-in-the-query' }).post('/some', {}, call)
    expect(server.received[0]?.path).to.equal('/other')
  })

  it('lists its models', async () => {
    server.answer(chatJson({ data: [{ id: 'm' }] }))
    expect(await host().models(makeCall())).to.deep.equal([{ id: 'm' }])
    expect(server.received[0]).to.include({ method: 'GET', path: '/v1/models' })
  })

  it('wants a key where none is set', async () => {
    server.answer(chatError({ status: 401, message: 'no key' }))
    const failure = await failureOf(host().models(makeCall()))
    expect(failure).to.include({ status: 401, shouldRetry: false })
    expect(failure.message).to.include('set apiKey')
  })

  it('never has its key quoted', async () => {
    const apiKey = 'my-own-gateway-key-123456'
    server.answer(chatError({ status: 401, message: `bad key ${apiKey}` }))
    const failure = await failureOf(host({ apiKey }).models(makeCall()))
    expect(failure.message).to.include('bad key').and.not.include(apiKey)
  })
})
