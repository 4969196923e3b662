import { rootCertificates } from 'node:tls'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { createWire, type Wire, type WireOptions } from '../../src/wire/http.ts'
import { Routes } from '../../src/wire/routes.ts'
import { authority, authorityFile } from '../support/authority.ts'
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../support/connect-proxy.ts'
import { failureOf } from '../support/failure.ts'
import { type ScriptedServer, startScriptedServer } from '../support/strict/scripted-server.ts'

const signal = new AbortController().signal

describe('the way to a provider', () => {
  const closers: (() => Promise<void> | void)[] = []
  let server: ScriptedServer
  let proxy: ConnectProxy

  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  const start = async (tls: boolean, options: ConnectProxyOptions = {}): Promise<void> => {
    server = await startScriptedServer({ ...(tls && { tls }) })
    proxy = await startConnectProxy(options)
    closers.push(server.close, proxy.close)
  }
  const wireOf = (options: WireOptions): Wire => {
    const wire = createWire(options)
    closers.unshift(wire.close)
    return wire
  }
  const through = (more: Partial<WireOptions> = {}, login = ''): Wire =>
    wireOf({
      ca: [authority],
      environment: {
        HTTPS_PROXY: `http://${login}127.0.0.1:${proxy.port}`,
        HTTP_PROXY: `http://${login}127.0.0.1:${proxy.port}`,
      },
      ...more,
    })
  const send = (wire: Wire, scheme: 'http' | 'https', host = 'upstream.test') =>
    wire.send({
      method: 'POST',
      url: `${scheme}://${host}:${server.port}/v1/messages?beta=true`,
      headers: { authorization: 'Bearer canary' },
      body: Buffer.from('{}'),
      signal,
    })

  describe('over TLS through a proxy', () => {
    it('is a tunnel in which the proxy sees nothing but the host', async () => {
      await start(true)
      server.answer({ pieces: ['one'] }, { pieces: ['two'] })
      const wire = through()
      expect(await (await send(wire, 'https')).body.text()).to.equal('one')
      expect(await (await send(wire, 'https')).body.text()).to.equal('two')
      expect(proxy.requests, 'the tunnel is used again').to.have.length(1)
      expect(proxy.requests[0]).to.match(new RegExp(`^CONNECT upstream\\.test:${server.port} HTTP/1\\.1`))
      expect(proxy.requests[0]).not.to.contain('canary')
      expect(server.received[0]?.headers).to.include({
        host: `upstream.test:${server.port}`,
        authorization: 'Bearer canary',
      })
      expect(Object.keys(server.received[0]?.headers ?? {})).not.to.include('proxy-authorization')
    })
    it('streams', async () => {
      await start(true)
      let release = (): void => {}
      const until = new Promise<void>(resolve => {
        release = resolve
      })
      server.answer({ pieces: ['one', { until }, 'two'] })
      const reads: string[] = []
      for await (const chunk of (await send(through(), 'https')).body) {
        reads.push(String(chunk))
        release()
      }
      expect(reads).to.deep.equal(['one', 'two'])
    })
    it('gives the proxy the credentials in its URL, and nobody else', async () => {
      await start(true, { credentials: 'me:p@canary' })
      server.answer({ pieces: ['ok'] })
      expect(await (await send(through({}, 'me:p%40canary@'), 'https')).body.text()).to.equal('ok')
      expect(inspect(server.received[0]?.rawHeaders)).not.to.match(/proxy/i)
    })
    it('says it when the proxy wants credentials, and shows none', async () => {
      await start(true, { credentials: 'me:right' })
      const error = await failureOf(send(through({}, 'me:canary@'), 'https'))
      expect(error).to.include({ type: 'api_error', shouldRetry: false })
      expect(error.message).to.contain('user name and a password').and.contain('HTTPS_PROXY')
      expect(inspect(error, { depth: 20, showHidden: true })).not.to.contain('canary')
    })
    it('says it when the proxy refuses the host', async () => {
      await start(true, { refusal: '403 Forbidden' })
      const error = await failureOf(send(through(), 'https'))
      expect(error).to.include({ type: 'api_error', shouldRetry: false })
      expect(error.message).to.contain(`through the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY)`)
      expect(error.message).to.contain('answered 403').and.contain('NO_PROXY')
    })
    it('may be tried again when the proxy only cannot reach the host now', async () => {
      await start(true, { refusal: '502 Bad Gateway' })
      expect((await failureOf(send(through(), 'https'))).shouldRetry).to.equal(undefined)
    })
    it('has a limit for a proxy that never answers', async () => {
      await start(true, { refusal: 'hang' })
      const error = await failureOf(send(through({ timeouts: { connectMs: 50 } }), 'https'))
      expect(error).to.include({ type: 'timeout_error' })
      expect(error.message).to.contain('timeouts.connectMs')
    })
    it('can be left while the proxy has not answered', async () => {
      await start(true, { refusal: 'hang' })
      const abort = new AbortController()
      const reason = new Error('left')
      const url = `https://upstream.test:${server.port}`
      const sent = failureOf(through().send({ method: 'GET', url, headers: {}, signal: abort.signal }))
      setTimeout(() => abort.abort(reason), 20)
      expect(await sent).to.equal(reason)
    })
    it('can lead through a proxy that speaks TLS itself', async () => {
      await start(true, { tls: true })
      server.answer({ pieces: ['ok'] })
      const environment = { HTTPS_PROXY: `https://localhost:${proxy.port}` }
      expect(await (await send(through({ environment }), 'https')).body.text()).to.equal('ok')
    })
    it('names a proxy that is not there', async () => {
      await start(true)
      await proxy.close()
      const error = await failureOf(send(through(), 'https'))
      expect(error.message).to.contain('(HTTPS_PROXY): nothing listens there')
    })
  })

  describe('over plain HTTP through a proxy', () => {
    it('hands the proxy the whole URL', async () => {
      await start(false, { credentials: 'me:canary' })
      server.answer({ pieces: ['one'] }, { pieces: ['two'] })
      const wire = through({}, 'me:canary@')
      expect(await (await send(wire, 'http')).body.text()).to.equal('one')
      expect(proxy.requests[0]).to.match(
        new RegExp(`^POST http://upstream\\.test:${server.port}/v1/messages\\?beta=true HTTP/1\\.1`),
      )
      expect(server.received[0]?.headers).to.include({
        host: `upstream.test:${server.port}`,
        'content-length': '2',
      })
      expect(server.received[0]?.body.toString()).to.equal('{}')
    })
    it('works with a proxy that speaks TLS itself', async () => {
      await start(false, { tls: true })
      server.answer({ pieces: ['ok'] })
      const environment = { HTTP_PROXY: `https://localhost:${proxy.port}` }
      expect(await (await send(through({ environment }), 'http')).body.text()).to.equal('ok')
    })
  })

  it('is direct for this machine whatever the variables say', async () => {
    await start(false)
    server.answer({ pieces: ['ok'] })
    expect(await (await send(through(), 'http', '127.0.0.1')).body.text()).to.equal('ok')
    expect(proxy.requests).to.deep.equal([])
  })

  describe('to a server with a certificate of one’s own', () => {
    it('is closed without its authority, and the error names both settings', async () => {
      await start(true)
      const error = await failureOf(send(through({ ca: [] }), 'https'))
      expect(error).to.include({ type: 'api_error', shouldRetry: false })
      expect(error.message).to.contain('NODE_EXTRA_CA_CERTS').and.contain('`ca`')
      expect(server.received).to.deep.equal([])
    })
    it('is open with it, given as `ca` or by NODE_EXTRA_CA_CERTS besides another `ca`', async () => {
      await start(true)
      server.answer({ pieces: ['ok'] }, { pieces: ['ok'] })
      expect((await send(wireOf({ ca: [authority] }), 'https', 'localhost')).status).to.equal(200)
      const other = wireOf({
        ca: rootCertificates.slice(0, 1),
        environment: { NODE_EXTRA_CA_CERTS: authorityFile },
      })
      expect((await send(other, 'https', '127.0.0.1')).status).to.equal(200)
    })
    it('is closed where the certificate is for other names', async () => {
      await start(true)
      const error = await failureOf(send(through(), 'https', 'another.test'))
      expect(error.message).to.contain('for other names')
    })
  })

  it('is told apart by scheme and proxy, and shared otherwise', () => {
    const routes = new Routes({ HTTPS_PROXY: 'http://proxy.corp:3128', NO_PROXY: 'inside.example' }, [])
    const to = (url: string) => routes.to(new URL(url)).agent
    expect(to('https://a.example')).to.equal(to('https://b.example'))
    expect(to('https://a.example')).not.to.equal(to('https://inside.example'))
    expect(to('http://a.example')).to.equal(to('http://b.example'))
    expect(to('http://a.example')).not.to.equal(to('https://inside.example'))
    routes.close()
  })

  it('can be taken by clients that bring their own HTTP', async () => {
    const wire = wireOf({ environment: { HTTPS_PROXY: 'http://proxy.corp:3128' } })
    expect(wire.agent('https://bedrock.example')).to.equal(wire.agent('https://other.example'))
    expect(() => wire.agent('nonsense')).to.throw('baseUrl')
  })
})
