import { connect } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { ErrorBody } from '../../src/anthropic/errors.ts'
import { bodyLimit } from '../../src/server/body.ts'
import { requestOf } from '../support/gateway.ts'
import { closeServers, serve } from '../support/server.ts'

afterEach(closeServers)

const post = async (url: string, body: Buffer, headers: Record<string, string>) => {
  const answer = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: new Uint8Array(body) })
  return { status: answer.status, body: (await answer.json()) as ErrorBody }
}

describe('the body of a request', () => {
  const plainBody = Buffer.from(JSON.stringify(requestOf('hi')))

  it('may be compressed', async () => {
    const { url } = await serve()
    for (const [encoding, body] of [
      ['gzip', gzipSync(plainBody)],
      ['br', brotliCompressSync(plainBody)],
      ['deflate', deflateSync(plainBody)],
    ] as const) {
      expect((await post(url, body, { 'content-encoding': encoding })).status, encoding).to.equal(200)
    }
  })

  it('is refused in an encoding nobody knows, and when it is not what it says', async () => {
    const { url } = await serve()
    const unknown = await post(url, plainBody, { 'content-encoding': 'zoo' })
    expect(unknown.status).to.equal(400)
    expect(unknown.body.error.message).to.contain('content-encoding').and.contain('gzip')
    expect((await post(url, plainBody, { 'content-encoding': 'gzip' })).status).to.equal(400)
  })

  it('is refused over 32 MB, announced or not, and after decoding', async () => {
    const { url, server } = await serve()
    const bomb = await post(url, gzipSync(Buffer.alloc(bodyLimit + 1)), { 'content-encoding': 'gzip' })
    expect(bomb.status).to.equal(413)
    expect(bomb.body.error.type).to.equal('request_too_large')
    expect(await statusOfRaw(server.port, `content-length: ${bodyLimit + 1}`)).to.contain('413')
  })

  it('is refused while it comes in pieces that add up to too much', async () => {
    const { server } = await serve()
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    const answered = new Promise<string>(resolve => socket.once('data', data => resolve(data.toString())))
    socket.write('POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
    const piece = Buffer.alloc(1024 * 1024, ' ')
    for (let sent = 0; sent <= bodyLimit; sent += piece.length) {
      socket.write(`${piece.length.toString(16)}\r\n`)
      socket.write(piece)
      socket.write('\r\n')
    }
    expect(await answered).to.contain('413')
    socket.destroy()
  })
})

const statusOfRaw = (port: number, header: string): Promise<string> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', data => {
      resolve(data.toString().split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.write(`POST /v1/messages HTTP/1.1\r\nhost: localhost\r\n${header}\r\n\r\n`)
  })
