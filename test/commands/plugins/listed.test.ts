import { expect } from 'chai'
import { listedPlugins } from '../../../src/commands/plugins/listed.ts'
import { RunningPlugin } from '../../../src/core/running-plugin.ts'
import { keptLog } from '../../support/gateway.ts'

describe('what a proxy says of its plugins', () => {
  it('is taken as it is where a proxy of this version says it', () => {
    const plugin = {
      ...{ name: 'mine', apiVersion: 1 as const, order: 'last' as const, onFailure: 'skip' as const },
      ...{ children: true, redacts: true, onEvent: () => {}, onEnd: () => {} },
    }
    const options = { level: 2, budget: { day: 10 }, key: 'canary' }
    const running = new RunningPlugin({ plugin, fingerprint: '', from: '/a/mine.ts', options }, keptLog())
    running.spent('onEvent', 1.5)
    running.fault('onEnd', new Error('late'))
    running.off = true
    const status = running.status()
    expect(status).to.deep.include({
      state: 'off',
      failures: 1,
      children: true,
      redacts: true,
      order: 'last',
    })
    expect(listedPlugins(JSON.parse(JSON.stringify([status])))).to.deep.equal([status])
    expect(JSON.stringify(status)).not.to.contain('canary')
  })
  it('is nothing where nothing of the kind is said', () => {
    for (const said of [undefined, null, {}, 'mine']) expect(listedPlugins(said)).to.equal(undefined)
    expect(listedPlugins([null, 3, [], {}, { name: '' }, { name: 5 }])).to.deep.equal([])
  })
  it('is harmless on a terminal, whoever says it', () => {
    const odd = {
      name: 'a\u001b[2Jb',
      from: 'x\ny',
      order: 'middle',
      onFailure: 3,
      state: 'broken',
      hooks: ['onEvent', 'onNothing', 7],
      failures: 'many',
      lastFailure: 'z'.repeat(1_000),
      options: { 'o\u0007': '\u001b', deep: { a: 1, b: 'x', c: {} }, list: [1] },
      time: { onEvent: { calls: '3', ms: 2 }, onNothing: { calls: 1, ms: 1 }, onEnd: 5 },
    }
    const [plugin] = listedPlugins([odd]) ?? []
    expect(plugin).to.deep.equal({
      name: 'a\\u{1b}[2Jb',
      from: 'x\\ny',
      state: 'on',
      hooks: ['onEvent'],
      failures: 0,
      lastFailure: 'z'.repeat(500),
      options: { 'o\\u{7}': '\\u{1b}', deep: { a: 1 }, list: '' },
      time: { onEvent: { calls: 0, ms: 2 } },
    })
  })
})
