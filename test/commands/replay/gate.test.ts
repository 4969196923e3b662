import { expect } from 'chai'
import { ClosedError, Gate, hostOf } from '../../../src/commands/replay/gate.ts'
import type { Wire, WireSend } from '../../../src/wire/http.ts'

function gatedWire() {
  const sent: string[] = []
  const made = {
    send: async ({ url }: WireSend) => void sent.push(url),
    agent: (url: string) => void sent.push(url),
    close: () => void sent.push('closed'),
  } as unknown as Wire
  const gate = new Gate()
  return { sent, gate, wire: gate.wire(made) }
}

const request = (url: string): WireSend => ({
  method: 'POST',
  url,
  headers: {},
  signal: new AbortController().signal,
})

describe('the gate before the network', () => {
  it('lets nothing pass before it is opened, agents of other clients included', async () => {
    const { sent, wire } = gatedWire()
    const thrown = await wire.send(request('https://llm.example/v1')).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(ClosedError)
    expect((thrown as Error).message).to.contain('llm.example')
    expect(() => wire.agent('https://llm.example')).to.throw(ClosedError)
    expect(sent).to.deep.equal([])
  })
  it('lets everything pass then', async () => {
    const { sent, gate, wire } = gatedWire()
    gate.open()
    await wire.send(request('https://llm.example/v1'))
    wire.agent('https://other.example')
    expect(sent).to.deep.equal(['https://llm.example/v1', 'https://other.example'])
  })
  it('may be opened for some hosts alone', async () => {
    const { sent, gate, wire } = gatedWire()
    gate.open(['127.0.0.1:11434'])
    await wire.send(request('http://127.0.0.1:11434/v1'))
    const thrown = await wire.send(request('https://llm.example/v1')).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(ClosedError)
    expect(sent).to.deep.equal(['http://127.0.0.1:11434/v1'])
  })
  it('lets a wire be closed', () => {
    const { sent, wire } = gatedWire()
    wire.close()
    expect(sent).to.deep.equal(['closed'])
  })
})

describe('the host of an address', () => {
  it('is undefined of what is none', () => {
    expect(hostOf('http://127.0.0.1:11434/v1')).to.equal('127.0.0.1:11434')
    expect(hostOf('no network')).to.equal(undefined)
  })
})
