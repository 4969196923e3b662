import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { ApiError } from '../../src/anthropic/errors.ts'
import { createWire, type Wire, type WireAnswer, type WireSend } from '../../src/wire/http.ts'
import { failureOf } from '../support/failure.ts'
import { type ScriptedServer, startScriptedServer } from '../support/strict/scripted-server.ts'

const forever = new AbortController().signal

describe('the wire', () => {
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

  const send = (change: Partial<WireSend> = {}): Promise<WireAnswer> =>
    wire.send({
      method: 'POST',
      url: `${server.url}/v1/messages?beta=true`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{}'),
      signal: forever,
      ...change,
    })

  it('sends the bytes it was given, with their length and no encoding of its own', async () => {
    server.answer({ pieces: ['ok'] })
    const body = Buffer.from(`{"text":"${'ä€😀 '.repeat(50_000)}"}`)
    const answer = await send({ body, headers: { 'x-one': '1' } })
    expect(await answer.body.text()).to.equal('ok')
    const [received] = server.received
    expect(received?.body.equals(body)).to.equal(true)
    expect(received?.url).to.equal('/v1/messages?beta=true')
    expect(received?.headers).to.deep.equal({
      'x-one': '1',
      'accept-encoding': 'identity',
      'content-length': String(body.length),
      host: `127.0.0.1:${server.port}`,
      connection: 'keep-alive',
    })
  })

  it('sends requests without a body too', async () => {
    server.answer({ pieces: ['got'] }, {}, { pieces: ['posted'] }, { status: 204 })
    const { body: _, ...bare } = { ...forSend(), body: undefined }
    expect(await (await wire.send({ ...bare, method: 'GET' })).body.text()).to.equal('got')
    expect(await (await wire.send({ ...bare, method: 'HEAD' })).body.text()).to.equal('')
    expect(await (await wire.send({ ...bare, method: 'POST' })).body.text()).to.equal('posted')
    expect((await wire.send({ ...bare, method: 'DELETE' })).status).to.equal(204)
    expect(server.received.map(({ method, headers }) => [method, headers['content-length']])).to.deep.equal([
      ['GET', undefined],
      ['HEAD', undefined],
      ['POST', '0'],
      ['DELETE', undefined],
    ])
  })
  const forSend = () => ({ url: server.url, headers: {}, signal: forever })

  it('answers any status with its headers and bytes', async () => {
    server.answer({ status: 529, headers: { 'retry-after': '7', vary: ['a', 'b'] }, pieces: ['busy'] })
    const answer = await send()
    expect(answer.status).to.equal(529)
    expect(answer.headers).to.include({ 'retry-after': '7', vary: 'a, b' })
    expect((await answer.body.bytes()).toString()).to.equal('busy')
  })

  it('gives each piece as it arrives', async () => {
    let release = (): void => {}
    const until = new Promise<void>(resolve => {
      release = resolve
    })
    server.answer({ pieces: ['one', { until }, 'two'] })
    const answer = await send()
    const reads: string[] = []
    for await (const chunk of answer.body) {
      reads.push(chunk.toString())
      release()
    }
    expect(reads).to.deep.equal(['one', 'two'])
  })

  it('uses one connection again and again, and a second one only beside a busy first', async () => {
    for (let count = 0; count < 5; count += 1) {
      server.answer({ pieces: ['x'.repeat(200_000)] })
      expect((await (await send()).body.bytes()).length).to.equal(200_000)
    }
    expect(server.connections).to.equal(1)
    server.answer({ pieces: [{ wait: 20 }] }, { pieces: [{ wait: 20 }] })
    await Promise.all([(await send()).body.text(), (await send()).body.text()])
    expect(server.connections).to.equal(2)
  })

  for (const encoding of ['gzip', 'br', 'deflate'] as const) {
    it(`decodes ${encoding} that it did not ask for, as it arrives`, async () => {
      let release = (): void => {}
      const until = new Promise<void>(resolve => {
        release = resolve
      })
      server.answer({
        encoding,
        headers: { 'content-type': 'text/plain' },
        pieces: ['one', { until }, 'two'],
      })
      const answer = await send()
      expect(answer.headers).to.include({ 'content-type': 'text/plain' })
      expect(answer.headers).not.to.have.any.keys('content-encoding', 'content-length')
      const reads: string[] = []
      for await (const chunk of answer.body) {
        reads.push(chunk.toString())
        release()
      }
      expect(reads.join('|')).to.equal('one|two')
    })
  }

  it('says so when an answer comes in an encoding it cannot read', async () => {
    server.answer({ headers: { 'content-encoding': 'gzip, br' }, pieces: ['?'] })
    const error = await failureOf(send())
    expect(error).to.include({ type: 'api_error' })
    expect(error.message).to.contain('gzip, br')
  })

  it('follows no redirect and says where it leads, without credentials or query', async () => {
    server.answer({
      status: 307,
      headers: { location: 'https://user:secret@other.example/v1/messages?key=secret' },
    })
    const error = await failureOf(send())
    expect(error).to.include({ type: 'api_error', shouldRetry: false })
    expect(error.message).to.contain('https://other.example/v1/messages').and.not.contain('secret')
    expect(server.received).to.have.length(1)
  })

  it('holds the sender back while nobody reads', async () => {
    const piece = Buffer.alloc(1_000_000)
    const pieces = Array.from({ length: 60 }, () => piece)
    server.answer({ pieces: [...pieces] })
    const answer = await send()
    await sleep(200)
    let ended = false
    void server.received[0]?.ended.then(() => {
      ended = true
    })
    await sleep(50)
    expect(ended, '60 MB are not taken in advance').to.equal(false)
    let length = 0
    for await (const chunk of answer.body) length += chunk.length
    expect(length).to.equal(60_000_000)
  })

  it('delivers all that had arrived before it tells of the break', async () => {
    server.answer({ pieces: ['event: a\n\n', { wait: 20 }, 'event: b\n\n', { wait: 20 }, { end: 'cut' }] })
    const answer = await send()
    await sleep(150)
    let text = ''
    const error = await failureOf(
      (async () => {
        for await (const chunk of answer.body) text += chunk
      })(),
    )
    expect(text).to.equal('event: a\n\nevent: b\n\n')
    expect(error).to.include({ type: 'overloaded_error' })
    expect(error.message).to.contain('in the middle of its answer')
  })

  it('takes a reset, a short body and a torn gzip body for a break too', async () => {
    server.answer(
      { pieces: ['a', { wait: 10 }, { end: 'reset' }] },
      { headers: { 'content-length': '10' }, pieces: ['a', { wait: 10 }, { end: 'cut' }] },
      { encoding: 'gzip', pieces: ['a', { wait: 10 }, { end: 'cut' }] },
    )
    for (let count = 0; count < 3; count += 1) {
      const error = await failureOf(send().then(answer => answer.body.bytes()))
      expect(error).to.include({ type: 'overloaded_error' })
    }
  })

  it('reports a connection that closes without an answer as overloaded', async () => {
    server.answer({ before: [{ end: 'cut' }] }, { before: [{ end: 'reset' }] })
    for (let count = 0; count < 2; count += 1) {
      const error = await failureOf(send())
      expect(error).to.include({ type: 'overloaded_error' })
      expect(error.message).to.contain(`127.0.0.1:${server.port} closed the connection`)
    }
    expect(server.received, 'nothing is sent twice').to.have.length(2)
  })

  it('refuses to take more than it may into one piece', async () => {
    server.answer({ pieces: ['x'.repeat(3000)] })
    const error = await failureOf((await send()).body.text(2000))
    expect(error.message).to.contain('more than 2000 bytes')
    expect(await server.received[0]?.ended).to.be.a('boolean')
  })

  it('ends the connection when the reader stops early', async () => {
    server.answer({ pieces: ['one', { end: 'hang' }] })
    for await (const _ of (await send()).body) break
    expect(await server.received[0]?.ended).to.equal(false)
  })

  it('lets a key with a line break go nowhere, and does not show it', async () => {
    const error = await failureOf(send({ headers: { 'x-api-key': 'sk-ant-canary\n' } }))
    expect(error).to.include({ type: 'api_error', shouldRetry: false })
    expect(error.message).to.contain('x-api-key').and.not.contain('canary')
  })

  it('refuses a URL that is none', async () => {
    const error = await failureOf(send({ url: 'user:canary@llm.example' }))
    expect(error.message).to.contain('baseUrl').and.not.contain('canary')
  })

  describe('an abort', () => {
    const reason = new Error('the client left')

    it('before the send sends nothing', async () => {
      expect(await failureOf(send({ signal: AbortSignal.abort(reason) }))).to.equal(reason)
      expect(server.received).to.have.length(0)
    })
    it('before the headers ends the connection at once', async () => {
      const abort = new AbortController()
      server.answer({ before: [{ end: 'hang' }] })
      const sent = failureOf(send({ signal: abort.signal }))
      const received = await server.request(0)
      abort.abort(reason)
      expect(await sent).to.equal(reason)
      expect(await received.ended).to.equal(false)
    })
    it('inside the body ends the connection at once, and the reader gets the reason', async () => {
      const abort = new AbortController()
      server.answer({ pieces: ['one', { end: 'hang' }] })
      const answer = await send({ signal: abort.signal })
      setTimeout(() => abort.abort(reason), 20)
      expect(await failureOf(answer.body.bytes())).to.equal(reason)
      expect(await server.received[0]?.ended).to.equal(false)
    })
    it('of a body that nobody reads is quiet', async () => {
      const abort = new AbortController()
      server.answer({ pieces: ['one', { end: 'hang' }] }, { pieces: ['fine'] })
      await send({ signal: abort.signal })
      abort.abort(reason)
      expect(await server.received[0]?.ended).to.equal(false)
      expect(await (await send()).body.text()).to.equal('fine')
    })
    it('leaves no listener behind on the signal of a request that is over', async () => {
      const abort = new AbortController()
      let listeners = 0
      const { signal } = abort
      const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
      signal.addEventListener = (...given: Parameters<typeof add>) => {
        listeners += 1
        add(...given)
      }
      signal.removeEventListener = (...given: Parameters<typeof remove>) => {
        listeners -= 1
        remove(...given)
      }
      server.answer({ pieces: ['x'] })
      await (await send({ signal })).body.text()
      expect(listeners).to.equal(0)
    })
  })

  describe('its time limits', () => {
    it('name the first byte and its setting', async () => {
      server.answer({ before: [{ end: 'hang' }] })
      const error = await failureOf(send({ timeouts: { firstByteMs: 40 } }))
      expect(error).to.include({ type: 'timeout_error', status: 504 })
      expect(error.message).to.contain('within 40 ms').and.contain('timeouts.firstByteMs')
    })
    it('name the gap inside an answer and its setting', async () => {
      server.answer({ pieces: ['one', { end: 'hang' }] })
      const error = await failureOf((await send({ timeouts: { idleMs: 40 } })).body.bytes())
      expect(error).to.include({ type: 'timeout_error' })
      expect(error.message).to.contain('timeouts.idleMs')
    })
    it('count no gap while it is the reader who is slow', async () => {
      server.answer({ pieces: ['one', { wait: 20 }, 'two'] })
      const answer = await send({ timeouts: { idleMs: 60 } })
      let text = ''
      for await (const chunk of answer.body) {
        text += chunk
        await sleep(150)
      }
      expect(text).to.equal('onetwo')
    })
    it('have none for the whole', async () => {
      const pieces = Array.from({ length: 8 }, () => ['x', { wait: 30 }] as const).flat()
      server.answer({ pieces })
      expect(await (await send({ timeouts: { idleMs: 150 } })).body.text()).to.equal('xxxxxxxx')
    })
    it('name the connection and its setting, where TLS is never answered', async () => {
      const silent = net.createServer(() => {}).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const { port } = silent.address() as net.AddressInfo
      const error = await failureOf(send({ url: `https://127.0.0.1:${port}`, timeouts: { connectMs: 40 } }))
      silent.close()
      expect(error).to.include({ type: 'timeout_error' })
      expect(error.message).to.contain('timeouts.connectMs')
    })
    it('can be set for all requests', async () => {
      wire = createWire({ timeouts: { firstByteMs: 30 } })
      server.answer({ before: [{ end: 'hang' }] })
      expect((await failureOf(send())).message).to.contain('within 30 ms')
    })
  })

  describe('a refused connection', () => {
    const freePort = async (): Promise<number> => {
      const probe = net.createServer().listen(0, '127.0.0.1')
      await once(probe, 'listening')
      const { port } = probe.address() as net.AddressInfo
      await new Promise(resolve => probe.close(resolve))
      return port
    }

    it('is tried once more, which a server that is just starting may answer', async () => {
      const port = await freePort()
      const sent = send({ url: `http://127.0.0.1:${port}` })
      await sleep(30)
      const late = net.createServer(socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))
      late.listen(port, '127.0.0.1')
      expect(await (await sent).body.text()).to.equal('ok')
      late.close()
    })
    it('is an error that names the host and what to do', async () => {
      const port = await freePort()
      const error = await failureOf(send({ url: `http://127.0.0.1:${port}` }))
      expect(error).to.include({ type: 'api_error', status: 500 })
      expect(error.message).to.contain(`Cannot reach 127.0.0.1:${port}`).and.contain('Start the server')
    })
    it('is not tried again for a client that has left', async () => {
      const abort = new AbortController()
      const port = await freePort()
      const sent = failureOf(send({ url: `http://127.0.0.1:${port}`, signal: abort.signal }))
      setTimeout(() => abort.abort(new Error('left')), 20)
      expect((await sent).message).to.equal('left')
    })
  })

  it('throws only what the API knows, and nothing that holds a header', async () => {
    server.answer({ before: [{ end: 'cut' }] })
    const error = await failureOf(send({ headers: { authorization: 'Bearer canary' } }))
    expect(ApiError.is(error)).to.equal(true)
    const { inspect } = await import('node:util')
    expect(inspect(error, { depth: 20, showHidden: true })).not.to.contain('canary')
  })
})
