import { createServer, type Server } from 'node:net'
import { expect } from 'chai'
import { freePortAfter } from '../../src/commands/free-port.ts'

const host = '127.0.0.1'
const listening = (port: number): Promise<Server | undefined> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, host, () => resolve(server))
  })

describe('a free port', () => {
  it('is one that can be bound, past those that are taken', async () => {
    const start = 41_000 + Math.floor(Math.random() * 10_000)
    const taken = await listening(start + 1)
    const free = await freePortAfter(start, host)
    expect(free).to.be.above(start + (taken ? 1 : 0))
    const server = await listening(free ?? 0)
    expect(server).not.to.equal(undefined)
    server?.close()
    taken?.close()
  })
  it('is none above the last', async () => expect(await freePortAfter(65_535, host)).to.equal(undefined))
  it('is none at an address that this machine has not', async () =>
    expect(await freePortAfter(41_000, '192.0.2.1')).to.equal(undefined))
})
