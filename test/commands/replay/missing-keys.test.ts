import { expect } from 'chai'
import { anthropic } from '../../../src/backends/anthropic/index.ts'
import { Gate } from '../../../src/commands/replay/gate.ts'
import { backendsWithoutKey } from '../../../src/commands/replay/missing-keys.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { backendOf, gatewayOf, saying } from '../../support/gateway.ts'
import { startScriptedServer } from '../../support/strict/scripted-server.ts'

describe('backends without a key', () => {
  it('are those that pass a client’s own credentials on, and have none', async () => {
    const server = await startScriptedServer()
    const wire = new Gate().wire(createWire())
    const make = (name: string, apiKey?: string) =>
      anthropic({ baseUrl: server.url, ...(apiKey !== undefined && { apiKey }) })({
        name,
        wire,
        log: silentLog,
      })
    const gateway = await gatewayOf({
      backends: [make('none'), make('own', 'sk-ant-own'), backendOf(saying('hi'))],
    })
    try {
      const names = ['none', 'own', 'none', 'scripted', 'gone']
      expect(await backendsWithoutKey(gateway, names)).to.deep.equal(['none'])
      expect(server.connections).to.equal(0)
    } finally {
      await gateway.close()
      wire.close()
      await server.close()
    }
  })
  it('are found without a way to the network, whatever a backend does', async () => {
    const server = await startScriptedServer()
    const backend = backendOf(
      async function* () {
        yield* []
        await fetch(server.url)
      },
      { native: true },
    )
    const gateway = await gatewayOf({ backend })
    try {
      expect(await backendsWithoutKey(gateway, ['scripted'])).to.deep.equal([])
      expect(server.connections).to.equal(0)
    } finally {
      await gateway.close()
      await server.close()
    }
  })
})
