import { expect } from 'chai'
import { isTelemetry } from '../../src/server/telemetry.ts'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

describe("the client's telemetry", () => {
  it('is answered with 200 and dropped, JSON, protobuf and nonsense alike', async () => {
    const { url, lines } = await serve()
    for (const path of ['/v1/metrics', '/v1/logs', '/v1/traces', '/api/event_logging/batch']) {
      const json = { 'content-type': 'application/json' }
      expect(
        (await plain(url + path, { method: 'POST', headers: json, body: '{"events":[1]}' })).status,
      ).to.equal(200)
      expect((await plain(url + path, { method: 'POST', headers: json, body: '{nonsense' })).status).to.equal(
        200,
      )
      const protobuf = { 'content-type': 'application/x-protobuf' }
      expect(
        (await plain(url + path, { method: 'POST', headers: protobuf, body: '\u0001\u0002' })).status,
      ).to.equal(200)
    }
    expect((await plain(`${url}/api/hello`, { method: 'HEAD' })).status).to.equal(200)
    expect(lines.every(line => line.startsWith('debug: dropped telemetry'))).to.equal(true)
    expect(lines[0]).to.contain('/v1/metrics (events)')
  })

  it('is known by its paths', () => {
    expect(isTelemetry('/api/event_logging/v2/batch')).to.equal(true)
    expect(isTelemetry('/v1/metricsx')).to.equal(false)
    expect(isTelemetry('/v1/messages')).to.equal(false)
  })
})
