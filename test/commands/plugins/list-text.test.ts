import { expect } from 'chai'
import { Chalk } from 'chalk'
import { listJson, listText, type PluginList } from '../../../src/commands/plugins/list-text.ts'
import type { PluginStatus } from '../../../src/core/running-plugin.ts'

const colors = new Chalk({ level: 0 })
const mine: PluginStatus = {
  name: 'mine',
  from: '/home/ann/mine.ts',
  state: 'on',
  hooks: ['beforeRequest', 'onEvent'],
  failures: 0,
  time: {},
}
const cost: PluginStatus = {
  ...{ name: 'cost', state: 'off', order: 'last', onFailure: 'skip', children: true, redacts: true },
  hooks: [],
  options: { budget: { day: 10, month: 100 }, downgrade: '…' },
  failures: 5,
  lastFailure: 'plugin "cost" failed in onEnd: disk full',
  time: { onEnd: { calls: 4, ms: 2 }, beforeRequest: { calls: 2, ms: 84 } },
}

describe('the list of plugins', () => {
  it('tells of a proxy what each has done, and how long it took', () => {
    const list: PluginList = { url: 'http://127.0.0.1:8082', plugins: [mine, cost] }
    expect(listText(list, colors)).to.equal(
      [
        'plugins of the proxy at http://127.0.0.1:8082, outermost first',
        '',
        '1  mine',
        '   from      /home/ann/mine.ts',
        '   hooks     beforeRequest, onEvent',
        '   time      none yet',
        '',
        '2  cost  last, on children too, skipped where it fails, redacts  off, until it is saved or the proxy is restarted',
        '   hooks     none',
        '   options   budget: { day: 10, month: 100 }, downgrade: …',
        '   time      onEnd 4 × 0.50 ms, beforeRequest 2 × 42 ms',
        '   failures  5, the last: plugin "cost" failed in onEnd: disk full',
        '',
      ].join('\n'),
    )
  })
  it('tells of a configuration what would run', () => {
    expect(listText({ file: '/home/ann/claudecodex.config.ts', plugins: [mine] }, colors)).to.equal(
      [
        'plugins that /home/ann/claudecodex.config.ts would run, outermost first',
        '',
        '1  mine',
        '   from      /home/ann/mine.ts',
        '   hooks     beforeRequest, onEvent',
        '',
      ].join('\n'),
    )
    expect(listText({ plugins: [] }, colors)).to.equal('plugins that run without a configuration: none\n')
  })
  it('is one JSON object for other programs', () => {
    expect(JSON.parse(listJson({ url: 'http://127.0.0.1:8082', plugins: [cost] }))).to.deep.equal({
      source: 'proxy',
      url: 'http://127.0.0.1:8082',
      configuration: null,
      plugins: [cost],
    })
    expect(JSON.parse(listJson({ file: '/a', plugins: [] }))).to.include({
      source: 'configuration',
      configuration: '/a',
    })
  })
})
