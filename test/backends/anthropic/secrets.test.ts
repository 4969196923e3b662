import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { anthropic } from '../../../src/backends/anthropic/index.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { requestOf } from '../../support/gateway.ts'

/** An upstream that quotes the key it refuses. */
const quoting = async () => {
  const server = createServer((request, response) => {
    const key = request.headers['x-api-key'] ?? request.headers.authorization
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ type: 'error', error: { type: 'authentication_error', message: `invalid ${key}` } }),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('an upstream that quotes the key it refuses', () => {
  const asked = async (options: object, credentials: object) => {
    const { server, url } = await quoting()
    const wire = createWire()
    try {
      const backend = anthropic({ baseUrl: url, trusted: true, ...options })({
        name: 'claude',
        wire,
        log: silentLog,
      })
      const call = makeCall({ credentials })
      const read = async () => {
        for await (const _ of backend.stream(requestOf('hi'), call)) throw new Error('it answered')
      }
      const error = await failureOf(read())
      const relayed = await backend.relay?.({ method: 'GET', path: '/v1/files' }, makeCall({ credentials }))
      const pieces: Buffer[] = []
      for await (const piece of relayed?.body ?? []) pieces.push(piece)
      return {
        error,
        relayed: Buffer.concat(pieces).toString(),
        raw: Buffer.from(error.raw?.body ?? []).toString(),
      }
    } finally {
      wire.close()
      server.close()
    }
  }

  it('tells nobody ours: not the client, not a log, not by another path', async () => {
    const { error, raw, relayed } = await asked({ apiKey: 'canary-ours' }, {})
    for (const text of [error.message, raw, relayed]) expect(text).to.contain('***').and.not.contain('canary')
  })

  it('tells the client its own, as the upstream said it, and no log', async () => {
    const { error, raw } = await asked({}, { 'x-api-key': 'canary-theirs' })
    expect(error.message).to.contain('***').and.not.contain('canary')
    expect(raw).to.contain('canary-theirs')
  })
})
