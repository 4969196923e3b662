import { expect } from 'chai'
import { CommandError } from '../../src/commands/command-error.ts'
import { listenFailure, takenText } from '../../src/commands/port-taken.ts'

const settings = { port: 1, host: '127.0.0.1', allowHosts: [], commitAfterMs: 1, forward: [] }
const failing = (code: string): Error => Object.assign(new Error(`listen ${code}`), { code })

describe('a port that is taken', () => {
  it('is told with all that another claudecodex says of itself', () => {
    const neighbour = { version: '2.0.0', backend: 'demo', folder: '/srv/project', pid: 4711 }
    const text = takenText(8082, { kind: 'claudecodex', neighbour }, 'bash', 8084)
    expect(text.split('\n')[0]).to.equal(
      'port 8082 is taken by another claudecodex: version 2.0.0, backend demo, started in /srv/project, process 4711',
    )
    expect(text)
      .to.contain('env --port 8082)"')
      .and.contain('--port 8084, or --next-port')
      .and.contain('4711')
  })
  it('is told with what little there is', () => {
    const text = takenText(8082, { kind: 'claudecodex', neighbour: { version: '2.0.0' } }, 'bash', 8083)
    expect(text.split('\n')[0]).to.equal('port 8082 is taken by another claudecodex: version 2.0.0')
    expect(text).not.to.contain('stop it')
  })
  it('is told with the name of any other server', () => {
    const told = (occupant: Parameters<typeof takenText>[1]) =>
      takenText(65_535, occupant, 'bash', undefined).split('\n')
    expect(told({ kind: 'server', status: 404, name: 'nginx' })).to.deep.equal([
      'port 65535 is taken by a server that calls itself nginx',
      '  start this one on another port: with --port or SERVER_PORT',
    ])
    expect(told({ kind: 'server', status: 404 })[0]).to.contain('a server that answers with status 404')
    expect(told({ kind: 'silent' })[0]).to.contain('a program that does not answer HTTP requests')
  })
})

describe('a server that cannot be bound', () => {
  const textOf = async (code: string, host = '127.0.0.1') => {
    const failure = await listenFailure(failing(code), { ...settings, host })
    if (failure instanceof CommandError) return [failure.message, failure.exitCode]
    throw failure
  }

  it('has its port taken', async () => {
    const [text, exitCode] = await textOf('EADDRINUSE', '0.0.0.0')
    expect(text).to.contain('port 1 is taken')
    expect(exitCode).to.equal(3)
  })
  it('wants rights that the user has not', async () => {
    const [text, exitCode] = await textOf('EACCES')
    expect(text).to.contain('above 1023')
    expect(exitCode).to.equal(2)
  })
  it('wants an address that the machine has not', async () => {
    expect((await textOf('EADDRNOTAVAIL', '192.0.2.1'))[0]).to.contain(
      '192.0.2.1 is no address of this machine',
    )
    expect((await textOf('ENOTFOUND', 'nowhere'))[0]).to.contain('nowhere is no address')
  })
  it('has another trouble, which stays as it is', async () => {
    const trouble = failing('EMFILE')
    expect(await listenFailure(trouble, settings)).to.equal(trouble)
  })
})
