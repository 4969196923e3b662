import { expect } from 'chai'
import { createGateway } from '../../src/core/gateway.ts'
import { chainOf } from '../../src/testing/chain.ts'
import { Client, type ClientOptions } from '../../src/testing/client.ts'
import { request } from '../../src/testing/messages.ts'
import { scripted } from '../../src/testing/scripted.ts'

async function clientOf(options: ClientOptions): Promise<Client> {
  const chain = await chainOf([], scripted(['one two'], { repeat: true }), [], [])
  return new Client(await createGateway({ chain }), options)
}

describe('the client of a test', () => {
  it('sends bytes as a real one does, and a frozen request beside them', async () => {
    const own = request('Hi', { stop_sequences: ['x'] })
    const { exchange } = await clientOf({ request: own, headers: { 'x-app': 'cli' } })
    expect(exchange.asked).to.include({ model: 'test-model', stream: true })
    expect(exchange.asked.bytes).to.equal(Buffer.byteLength(JSON.stringify(own)))
    expect(exchange.headers).to.deep.equal({ 'x-app': 'cli' })
    expect(Object.isFrozen(exchange.request.messages)).to.equal(true)
    expect(Object.isFrozen(own)).to.equal(false)
  })
  it('reads to the end, or leaves when it has enough', async () => {
    const patient = await clientOf({})
    await patient.run()
    expect(patient.error).to.equal(undefined)
    expect(patient.events.at(-1)).to.deep.equal({ type: 'message_stop' })
    const hasty = await clientOf({ abortAfter: 3 })
    await hasty.run()
    expect(hasty.events).to.have.length(3)
    expect(hasty.exchange.signal.aborted).to.equal(true)
  })
  it('leaves by the test’s own signal too', async () => {
    const client = await clientOf({ signal: AbortSignal.abort() })
    await client.run()
    expect(client.events).to.deep.equal([])
    expect(client.exchange.outcome?.kind).to.equal('aborted')
  })
  it('counts', async () => {
    const client = await clientOf({ kind: 'count_tokens' })
    await client.run()
    expect(client.count?.inputTokens).to.be.above(0)
  })
})
