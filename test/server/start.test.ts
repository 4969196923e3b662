import { expect } from 'chai'
import { unfold } from '../../src/anthropic/unfold.ts'
import { messageOf, requestOf, until } from '../support/gateway.ts'
import { closeServers, plain, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

describe('the server', () => {
  it('answers on IPv4 and, where the machine has it, on IPv6 loopback under the same port', async () => {
    const { url, server } = await serve()
    expect(url).to.equal(`http://127.0.0.1:${server.port}`)
    expect((await plain(url)).status).to.equal(200)
    const six = await plain(`http://[::1]:${server.port}`).catch(thrown => thrown.code)
    expect(six.status ?? six).to.be.oneOf([200, 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ECONNREFUSED'])
  })

  it('does not bind an address that others can reach without a client key', async () => {
    const failure = await serve({ settings: { host: '0.0.0.0' } }).catch(thrown => thrown)
    expect(failure.name).to.equal('ConfigError')
    expect(failure.message).to.contain('server.clientKey')
    const { url } = await serve({ settings: { host: '0.0.0.0', clientKey: 'k' } })
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it("fails with the system's own code on a port that is taken", async () => {
    const { server } = await serve()
    const failure = await serve({ settings: { port: server.port } }).catch(thrown => thrown)
    expect(failure.code).to.equal('EADDRINUSE')
  })

  it('lets an open stream end when it closes, and takes nothing new', async () => {
    let release = () => {}
    const { url, server, gateway } = await serve({
      source: async function* () {
        const events = [...unfold(messageOf('drained'))]
        yield* events.slice(0, 2)
        await new Promise<void>(resolve => {
          release = resolve
        })
        yield* events.slice(2)
      },
    })
    const answer = await postMessages(url, requestOf('hi', { stream: true }))
    await until(() => gateway.status.exchanges.open === 1)
    const closed = server.close()
    expect(await plain(url).catch(thrown => thrown.code)).to.equal('ECONNREFUSED')
    release()
    expect(await answer.text())
      .to.contain('drained')
      .and.contain('message_stop')
    await closed
  })

  it('cuts what does not end in time', async () => {
    const { url, server } = await serve({
      source: async function* () {
        yield* [...unfold(messageOf('stuck'))].slice(0, 2)
        await new Promise(() => {})
      },
    })
    const answer = await postMessages(url, requestOf('hi', { stream: true }))
    const text = answer.text().catch(() => 'cut')
    await server.close(20)
    expect(await text).to.equal('cut')
  })
})
