import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import { expect } from 'chai'
import { type Occupant, whoAnswers } from '../../src/commands/occupant.ts'

async function answerOf(server: Server, clientKey?: string): Promise<Occupant> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await whoAnswers({ host: '127.0.0.1', port, patience: 300, ...(clientKey && { clientKey }) })
  } finally {
    server.close()
  }
}

const answering = (listener: RequestListener): Promise<Occupant> => answerOf(createServer(listener))
const json =
  (value: unknown): RequestListener =>
  (_request, response) =>
    response.end(JSON.stringify(value))

const health = {
  name: 'claudecodex',
  version: '2.0.0',
  pid: 4711,
  folder: '/home/ann/project',
  backend: { name: 'demo', model: 'demo', reason: 'chosen by --backend' },
  exchanges: { open: 1, answered: 4, failed: 2, aborted: 0 },
  plugins: [{ name: 'mine', state: 'on', hooks: ['onEnd'], failures: 0, time: {} }],
}

describe('who answers on a port', () => {
  it('is another claudecodex, with its version, backend, folder and process', async () => {
    expect(await answering(json(health))).to.deep.equal({
      kind: 'claudecodex',
      neighbour: {
        version: '2.0.0',
        backend: 'demo',
        model: 'demo',
        folder: '/home/ann/project',
        pid: 4711,
        exchanges: 7,
        plugins: health.plugins,
      },
    })
  })
  it('is asked with the client key', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.headers['x-claudecodex-key'] === 'key-1' ? 200 : 401
      response.end(response.statusCode === 200 ? JSON.stringify(health) : '{}')
    })
    expect((await answerOf(server, 'key-1')).kind).to.equal('claudecodex')
  })
  it('tells its version even to whom it refuses the rest', async () => {
    const occupant = await answering((request, response) => {
      response.statusCode = request.url === '/' ? 200 : 401
      response.end(JSON.stringify(request.url === '/' ? { name: 'claudecodex', version: '2.0.0' } : {}))
    })
    expect(occupant).to.deep.equal({ kind: 'claudecodex', neighbour: { version: '2.0.0' }, locked: true })
  })
  it('is a server with the name it gives itself, on one line', async () => {
    const occupant = await answering((_request, response) => {
      response.writeHead(404, { server: 'nginx/1.27 \x9b31m' }).end('<html>')
    })
    expect(occupant).to.deep.equal({ kind: 'server', status: 404, name: 'nginx/1.27 31m' })
  })
  it('is a server with no more than a status', async () => {
    expect(await answering(json(null))).to.deep.equal({ kind: 'server', status: 200 })
    expect(await answering(json({ ...health, name: 'other' }))).to.deep.equal({ kind: 'server', status: 200 })
    expect(await answering(json({ ...health, version: 2 }))).to.deep.equal({ kind: 'server', status: 200 })
  })
  it('is a server although it never ends its answer', async () => {
    const occupant = await answering((_request, response) => {
      response.writeHead(200, { 'x-powered-by': 'Express' }).write('{')
    })
    expect(occupant).to.deep.equal({ kind: 'server', status: 200, name: 'Express' })
  })
  it('is silent where nothing that is HTTP comes back', async () => {
    expect(await answerOf(createSocketServer(() => {}))).to.deep.equal({ kind: 'silent' })
    expect(await answerOf(createSocketServer(socket => socket.end('220 mail\r\n')))).to.deep.equal({
      kind: 'silent',
    })
  })
  it('is nobody where nothing listens', async () => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise(resolve => server.close(resolve))
    expect(await whoAnswers({ host: '127.0.0.1', port })).to.deep.equal({ kind: 'nobody' })
    expect(await whoAnswers({ host: '127.0.0.1', port: 0 })).to.deep.equal({ kind: 'nobody' })
  })
})
