import { expect } from 'chai'
import { localServers } from '../../../src/commands/init/local-servers.ts'
import { createWire } from '../../../src/wire/http.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/strict/scripted-server.ts'

describe('the servers of models on this machine', () => {
  const wire = createWire()
  const servers: ScriptedServer[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.close()))
  })

  const answering = async (text: string, status = 200): Promise<string> => {
    const server = await startScriptedServer({ last: () => ({ status, pieces: [text] }) })
    servers.push(server)
    return `${server.url}/v1`
  }
  const found = async (addresses: Readonly<Record<string, string>>) =>
    Object.fromEntries(await localServers(wire, Object.keys(addresses), name => addresses[name]))

  it('are found with their models, those that only embed left out', async () => {
    const ollama = await answering(
      '{ "data": [{ "id": "qwen3-coder:30b" }, { "id": "nomic-embed-text" }, {}] }',
    )
    expect(await found({ ollama })).to.deep.equal({ ollama: ['qwen3-coder:30b'] })
  })
  it('are found where they have no model yet', async () =>
    expect(await found({ ollama: await answering('{ "data": [] }') })).to.deep.equal({ ollama: [] }))
  it('are not there where nobody or somebody else answers', async () => {
    const closed = await startScriptedServer()
    await closed.close()
    expect(
      await found({
        one: `${closed.url}/v1`,
        two: await answering('<html>'),
        three: await answering('{}'),
        four: await answering('{ "data": [] }', 500),
      }),
    ).to.deep.equal({})
  })
})
