import { expect } from 'chai'
import { fresh, tryPlugin } from '../../../src/commands/plugins/trials.ts'
import { definePlugin, type Plugin } from '../../../src/core/plugin.ts'
import { readExchanges } from '../../../src/testing/recorded.ts'

const plugin = (hooks: Partial<Plugin> = {}): Plugin => ({ name: 'mine', apiVersion: 1, ...hooks })
const waysOf = async (tried: Plugin): Promise<readonly string[]> =>
  (await tryPlugin(tried, await readExchanges())).trials.map(({ exchange, way }) => `${exchange}: ${way}`)

describe('trying a plugin', () => {
  it('goes every way that an exchange can go', async () => {
    const ways = [
      'last-answer: one JSON body',
      'tool-call: streamed',
      'tool-call: cut anywhere',
      'tool-call: lost anywhere',
      'tool-call: the client leaves',
      'tool-call: fails: overloaded',
      'tool-call: tokens are counted',
    ]
    expect(await waysOf(plugin())).to.deep.equal(ways)
    expect(await waysOf(plugin({ children: true }))).to.deep.equal([...ways, 'tool-call: asked by another'])
  })
  it('finds nothing wrong with a plugin that does nothing', async () => {
    const { trials, time } = await tryPlugin(plugin({ onEnd: () => {} }), await readExchanges())
    expect(trials.flatMap(({ faults }) => faults)).to.deep.equal([])
    expect(time.onEnd?.calls).to.equal(4)
  })
  it('finds a plugin that looks at single deltas where words are cut anywhere', async () => {
    const naive = plugin({
      onEvent: event => {
        if (event.type !== 'content_block_delta' || event.delta.type !== 'input_json_delta') return undefined
        const { partial_json } = event.delta
        return {
          ...event,
          delta: { ...event.delta, partial_json: partial_json.replace('/home/anna"', '/x"') },
        }
      },
    })
    expect(
      (await tryPlugin(naive, await readExchanges())).trials.every(({ faults }) => faults.length === 0),
    ).to.equal(true)
    let reads = 0
    // Another answer for each way in which the bytes come.
    const counting = definePlugin(() =>
      plugin({
        async *transformEvents(events) {
          for await (const event of events) {
            reads += 1
            yield event.type === 'message_stop' ||
            event.type !== 'content_block_delta' ||
            event.delta.type !== 'text_delta'
              ? event
              : { ...event, delta: { ...event.delta, text: `${reads}` } }
          }
        },
      }),
    )
    const cut = (await tryPlugin(counting(), await readExchanges())).trials.find(
      ({ way }) => way === 'cut anywhere',
    )
    expect(cut?.faults[0]).to.match(/^cut at byte 1, behind /)
  })
  it('names a fault with its line, and does not repeat it for every cut', async () => {
    const broken = plugin({
      onEvent: () => {
        throw new Error('oops')
      },
    })
    const { trials } = await tryPlugin(broken, await readExchanges())
    const streamed = trials.find(({ way }) => way === 'streamed')
    expect(streamed?.faults[0]).to.match(/failed in onEvent: oops\n {4}at .*trials\.test\.ts:\d+/)
    expect(trials.some(({ way }) => way === 'cut anywhere')).to.equal(false)
  })
  it('makes a fresh plugin for each run, with the options that it has', () => {
    const made: unknown[] = []
    const factory = definePlugin<{ readonly level: number }>(options => {
      made.push(options)
      return plugin()
    })
    const first = factory({ level: 2 })
    expect(fresh(first)).not.to.equal(first)
    expect(made).to.deep.equal([{ level: 2 }, { level: 2 }])
    const bare = plugin()
    expect(fresh(bare)).to.equal(bare)
  })
})
