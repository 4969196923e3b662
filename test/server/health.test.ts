import { expect } from 'chai'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

describe('GET /health', () => {
  it('says what runs here, on which backend and why, and how the plugins are', async () => {
    const { url } = await serve({
      plugins: [{ name: 'mine', order: 'last', children: true, onEvent: () => {} }],
    })
    const health = JSON.parse((await plain(`${url}/health`)).text)
    expect(health).to.include({
      status: 'ok',
      name: 'claudecodex',
      version: '0.0.0-test',
      pid: process.pid,
      folder: '/somewhere',
      client_key: 'none',
      recording: null,
      council: null,
    })
    expect(health.backend).to.deep.equal({
      name: 'scripted',
      reason: 'the test says so',
      address: null,
      model: null,
    })
    expect(health.plugins[0]).to.deep.include({
      ...{ name: 'mine', state: 'on', order: 'last', children: true },
      ...{ hooks: ['onEvent'], failures: 0 },
    })
    expect(health.exchanges).to.deep.equal({ open: 0, answered: 0, failed: 0, aborted: 0 })
  })
})
