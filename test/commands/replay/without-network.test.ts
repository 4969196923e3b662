import { connect } from 'node:net'
import { expect } from 'chai'
import { withoutNetwork } from '../../../src/commands/replay/without-network.ts'
import { startOpenAiServer } from '../../support/strict/openai-server.ts'

describe('work without a network', () => {
  it('reaches nobody: not by fetch, not by a socket', async () => {
    const server = await startOpenAiServer()
    try {
      const failures = await withoutNetwork(async () => [
        await fetch(server.url).catch(({ cause }: Error) => (cause as Error).message),
        await new Promise<string>(resolve => {
          connect(server.port, '127.0.0.1').on('error', error => resolve(error.message))
        }),
      ])
      expect(failures).to.deep.equal(Array(2).fill('nothing may leave this machine now'))
      expect(server.connections).to.equal(0)
    } finally {
      await server.close()
    }
  })
  it('gives the network back, after a failure too', async () => {
    const thrown = await withoutNetwork(async () => {
      throw new Error('no')
    }).catch((error: Error) => error.message)
    expect(thrown).to.equal('no')
    const server = await startOpenAiServer()
    try {
      expect((await fetch(`${server.baseUrl}/models`)).status).to.equal(200)
    } finally {
      await server.close()
    }
  })
})
