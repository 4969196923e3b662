import { expect } from 'chai'
import type { ApiError } from '../../src/anthropic/errors.ts'
import { isFault } from '../../src/core/running-plugin.ts'
import { gatewayOf, keptLog, run, textOf } from '../support/gateway.ts'

describe('a plugin that fails (rule 6)', () => {
  it('fails the exchange in beforeRequest, naming plugin, hook and source line', async () => {
    const log = keptLog()
    const gateway = await gatewayOf({
      log,
      plugins: [
        {
          name: 'clumsy',
          beforeRequest: () => {
            throw new Error('no idea')
          },
        },
      ],
    })
    const { error } = await run(gateway)
    expect(isFault(error)).to.equal(true)
    expect((error as ApiError).message).to.equal('plugin "clumsy" failed in beforeRequest: no idea')
    expect(log.lines[0]).to.match(/^error: .*\n {4}at .*running-plugin\.test\.ts:\d+:\d+$/)
  })

  it('is blamed with its own line, though what it calls has thrown', async () => {
    const log = keptLog()
    const gateway = await gatewayOf({
      log,
      plugins: [{ name: 'clumsy', beforeRequest: () => void JSON.parse('{') }],
    })
    await run(gateway)
    expect(log.lines[0]).to.match(/^error: .*\n {4}at .*running-plugin\.test\.ts:\d+:\d+$/)
  })

  it('is named when it answers with what is no message', async () => {
    for (const hook of ['beforeRequest', 'onError'] as const) {
      const gateway = await gatewayOf({
        plugins: [{ name: 'odd', [hook]: () => 'rubbish' as never }],
        // biome-ignore lint/correctness/useYield: the failure is the stream
        source: async function* () {
          throw new Error('no answer')
        },
      })
      expect(((await run(gateway)).error as ApiError).message).to.equal(
        `plugin "odd" failed in ${hook}: it returned something that is no message`,
      )
    }
  })

  it('is passed over in beforeRequest where it says skip', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          onFailure: 'skip',
          beforeRequest: () => {
            throw new Error('no idea')
          },
        },
      ],
    })
    expect(textOf((await run(gateway)).message)).to.equal('hello')
  })

  it('fails when an awaited hook takes longer than its limit', async () => {
    const gateway = await gatewayOf({
      plugins: [{ name: 'slow', timeoutMs: 10, beforeRequest: () => new Promise(() => {}) }],
    })
    expect(((await run(gateway)).error as ApiError).message).to.contain('longer than 10 ms')
  })

  it('is switched off after five failures in a minute of only observing, and the status says so', async () => {
    const log = keptLog()
    let runs = 0
    const gateway = await gatewayOf({
      log,
      plugins: [
        {
          name: 'watcher',
          afterResponse: () => {
            runs += 1
            throw new Error(`failure ${runs}`)
          },
        },
      ],
    })
    for (let exchange = 0; exchange < 8; exchange++) await run(gateway)
    expect(runs).to.equal(5)
    expect(gateway.status.plugins[0]).to.include({ name: 'watcher', state: 'off', failures: 5 })
    expect(gateway.status.plugins[0]?.lastFailure).to.contain('failure 5')
    expect(log.lines.at(-1)).to.contain('"watcher" is switched off')
  })

  it('is never switched off where its failure fails the exchange', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          beforeRequest: () => {
            throw new Error('always')
          },
        },
      ],
    })
    for (let exchange = 0; exchange < 7; exchange++) await run(gateway)
    expect(gateway.status.plugins[0]).to.include({ state: 'on', failures: 7 })
    expect((await run(gateway)).error).to.not.equal(undefined)
  })
})

describe('the time of a plugin (rule 11)', () => {
  it('is measured in every hook', async () => {
    const gateway = await gatewayOf({
      plugins: [{ beforeRequest: () => {}, onEvent: () => {}, onEnd: () => {} }],
    })
    await run(gateway)
    const time = gateway.status.plugins[0]?.time
    expect(time?.beforeRequest?.calls).to.equal(1)
    expect(time?.onEvent?.calls).to.be.greaterThan(0)
    expect(time?.onEnd?.ms).to.be.at.least(0)
  })
})
