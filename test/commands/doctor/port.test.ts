import { expect } from 'chai'
import { checkPort, checkTraffic, type PortFacts } from '../../../src/commands/doctor/port.ts'

const neighbour = {
  version: '2.0.0',
  backend: 'demo',
  model: 'demo',
  folder: '/srv/project',
  pid: 4711,
  exchanges: 3,
}
const check = (facts: Partial<PortFacts>) =>
  checkPort({
    port: 8082,
    host: '127.0.0.1',
    occupant: { kind: 'nobody' },
    version: '2.0.0',
    backend: 'demo',
    folder: '/srv/project',
    ...facts,
  })

describe('the check of the port', () => {
  it('is content where it is free', () => {
    expect(check({})).to.deep.equal({ check: 'port', verdict: 'ok', text: '8082 is free' })
    expect(check({ port: 0 }).verdict).to.equal('ok')
  })
  for (const [code, text, fix] of [
    ['EACCES', 'may not listen', '--port'],
    ['EADDRNOTAVAIL', 'no address of this machine', '--host'],
    ['ENOTFOUND', 'no address of this machine', '--host'],
    ['EADDRINUSE', 'taken', '--port'],
    ['EINVAL', 'EINVAL', '--port'],
  ] as const) {
    it(`fails where it cannot be bound (${code})`, () => {
      const found = check({ refusal: code })
      expect(found.verdict).to.equal('failure')
      expect(found.text).to.contain(text)
      expect(found.fix).to.contain(fix)
    })
  }
  it('fails where another program has it, and says which', () => {
    const named = check({ occupant: { kind: 'server', name: 'nginx', status: 200 }, free: 8083 })
    expect(named.verdict).to.equal('failure')
    expect(named.text).to.equal('8082 is taken by nginx')
    expect(named.fix).to.contain('--port 8083')
    expect(check({ occupant: { kind: 'server', status: 404 } }).text).to.contain('status 404')
    expect(check({ occupant: { kind: 'silent' } }).verdict).to.equal('failure')
    expect(check({ occupant: { kind: 'silent' } }).fix).to.contain('with --port, SERVER_PORT')
  })
  it('is content with the claudecodex of this folder', () => {
    const found = check({ occupant: { kind: 'claudecodex', neighbour } })
    expect(found.verdict).to.equal('ok')
    expect(found.text).to.contain('version 2.0.0, backend demo, model demo')
  })
  it('warns of one of another version, backend or folder', () => {
    const other = (more: object) =>
      check({ occupant: { kind: 'claudecodex', neighbour: { ...neighbour, ...more } } })
    expect(other({ version: '2.1.0' })).to.include({ verdict: 'warning' })
    expect(other({ version: '2.1.0' }).text).to.contain('this is 2.0.0')
    expect(other({ backend: 'anthropic' }).text).to.contain('says demo')
    expect(other({ folder: '/srv/other' }).text).to.contain('/srv/other')
    expect(other({ folder: '/srv/other' }).fix).to.contain('4711')
    expect(other({ backend: 'anthropic' }).verdict).to.equal('warning')
  })
  it('compares nothing that it does not know', () => {
    const occupant = { kind: 'claudecodex', neighbour: { version: '2.0.0' } } as const
    expect(check({ occupant }).verdict).to.equal('ok')
    expect(check({ occupant: { kind: 'claudecodex', neighbour }, backend: undefined }).verdict).to.equal('ok')
  })
})

describe('the check of traffic', () => {
  const line = 'eval "$(claudecodex env)"'

  it('warns of a proxy that runs and that nobody asks', () => {
    const found = checkTraffic({ kind: 'claudecodex', neighbour: { ...neighbour, exchanges: 0 } }, line)
    expect(found?.verdict).to.equal('warning')
    expect(found?.fix).to.contain(line)
  })
  it('counts what has passed', () => {
    expect(checkTraffic({ kind: 'claudecodex', neighbour }, line)?.text).to.equal('3 requests so far')
    const one = { kind: 'claudecodex', neighbour: { ...neighbour, exchanges: 1 } } as const
    expect(checkTraffic(one, line)?.text).to.equal('1 request so far')
  })
  it('has nothing to say where nothing runs, or does not tell', () => {
    expect(checkTraffic({ kind: 'nobody' }, line)).to.equal(undefined)
    expect(checkTraffic({ kind: 'claudecodex', neighbour: { version: '2.0.0' } }, line)).to.equal(undefined)
  })
})
