import { expect } from 'chai'
import { isOwnMachine, refuseForeignHost, serverSettings } from '../../src/config/server-settings.ts'
import { configFailure } from './support.ts'

const placeOf = (key: string) => ({ file: '/c.ts', key: `server.${key}` })

describe('the settings of the server', () => {
  it('are taken over from the file', () => {
    const server = {
      port: 1,
      host: '0.0.0.0',
      clientKey: 'k',
      allowHosts: ['a'],
      commitAfterMs: 2,
      forward: ['/v1/files'],
    }
    expect(serverSettings({}, {}, { server }, placeOf)).to.deep.equal(server)
  })

  it('stay on this machine unless there is a key', async () => {
    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
      expect(isOwnMachine(host), host).to.equal(true)
    for (const host of ['0.0.0.0', '::', '192.168.0.4', 'host.example', '127.0.0.1.example']) {
      const error = await configFailure(() => serverSettings({}, {}, { server: { host } }, placeOf))
      expect(error.message).to.match(/^\/c\.ts: server\.host: .* can be reached from other machines/)
    }
    const open = serverSettings({ host: '0.0.0.0' }, {}, { server: { clientKey: 'k' } }, placeOf)
    expect(open.host).to.equal('0.0.0.0')
  })

  it('are refused at an address that this machine has not, key or no key needed', async () => {
    const refusal = async (host: string) =>
      (await configFailure(() => refuseForeignHost({ host }, {}, placeOf))).message
    expect(await refusal('nowhere.invalid')).to.match(
      /^--host: nowhere\.invalid is no address of this machine; use 127\.0\.0\.1/,
    )
    expect(await refusal('192.0.2.1')).to.match(/^--host: 192\.0\.2\.1 is no address of this machine/)
    const inFile = () => refuseForeignHost({}, { server: { host: '192.0.2.1' } }, placeOf)
    expect((await configFailure(inFile)).message).to.match(/^\/c\.ts: server\.host: 192/)
    for (const host of ['127.0.0.1', 'localhost', '0.0.0.0', '::'])
      await refuseForeignHost({ host }, {}, placeOf)
    // With a key the operating system has the last word.
    await refuseForeignHost({ host: '192.0.2.1' }, { server: { clientKey: 'k' } }, placeOf)
  })

  it('refuse a port that is none', async () => {
    const error = await configFailure(() => serverSettings({ port: 70_000 }, {}, {}, placeOf))
    expect(error.message).to.equal('--port: expected a port 0-65535, got 70000')
  })
})
