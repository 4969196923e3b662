import { expect } from 'chai'
import { WireHandler } from '../../../src/backends/bedrock/wire-handler.ts'
import { createWire, type Wire } from '../../../src/wire/http.ts'
import { failureOf } from '../../support/failure.ts'
import { collect } from '../../support/streams.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/strict/scripted-server.ts'

describe('the SDK’s way to the network', () => {
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
  const request = (more: object = {}) => ({
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: server.port,
    path: '/model/a%3A0/converse',
    headers: { 'x-a': '1' },
    ...more,
  })

  it('carries method, encoded path, query, headers and body', async () => {
    server.answer({ status: 201, headers: { 'x-b': '2' }, pieces: ['yes'] })
    const query = { a: '1 2', b: ['x', 'y'], c: null }
    const { response } = await new WireHandler(wire, undefined).handle(request({ query, body: '{"é":1}' }))
    expect(response.statusCode).to.equal(201)
    expect(response.headers).to.include({ 'x-b': '2' })
    expect(Buffer.concat((await collect(response.body)) as Buffer[]).toString()).to.equal('yes')
    const [received] = server.received
    expect(received).to.include({ method: 'POST', url: '/model/a%3A0/converse?a=1%202&b=x&b=y&c=' })
    expect(received?.headers).to.include({ 'x-a': '1', 'content-length': '8' })
    expect(received?.body.toString()).to.equal('{"é":1}')
  })
  it('takes a body of bytes, and one that is a part of others', async () => {
    const body = new Uint8Array(Buffer.from('abcdef')).subarray(2, 4)
    await new WireHandler(wire, undefined).handle(request({ body }))
    expect(server.received[0]?.body.toString()).to.equal('cd')
  })
  it('ends with the abort', async () => {
    server.answer({ before: [{ end: 'hang' }] })
    const abort = new AbortController()
    const answer = new WireHandler(wire, undefined).handle(request(), { abortSignal: abort.signal })
    await server.request(0)
    abort.abort(new Error('the client left'))
    expect((await failureOf(answer)).message).to.equal('the client left')
  })
  it('keeps the time limits of its backend', async () => {
    server.answer({ before: [{ end: 'hang' }] })
    const handler = new WireHandler(wire, { firstByteMs: 20 })
    expect(await failureOf(handler.handle(request()))).to.include({ type: 'timeout_error' })
  })
  it('has nothing to configure', () => {
    const handler = new WireHandler(wire, undefined)
    handler.updateHttpClientConfig()
    expect(handler.httpHandlerConfigs()).to.deep.equal({})
    expect(handler.metadata).to.deep.equal({ handlerProtocol: 'http/1.1' })
  })
})
