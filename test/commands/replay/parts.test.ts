import { expect } from 'chai'
import type { ReplayFlags } from '../../../src/commands/replay/flags.ts'
import { planFor } from '../../../src/commands/replay/parts.ts'
import { Sender } from '../../../src/commands/replay/sender.ts'
import type { Stage } from '../../../src/commands/replay/stage.ts'
import type { Recording } from '../../../src/recording/recording.ts'
import { configurationOf } from '../../support/configuration.ts'
import { backendOf, gatewayOf, messageOf, requestOf, saying } from '../../support/gateway.ts'
import { recordedExchanges } from '../../support/replays.ts'

async function plan(flags: ReplayFlags) {
  const backends = [backendOf(saying('a')), backendOf(saying('b'), { name: 'other', model: 'own' })]
  const gateway = await gatewayOf({ backends })
  const stage: Stage = {
    gateway,
    configuration: configurationOf(),
    running: [],
    leftOut: [],
    priceOf: async () => undefined,
    close: async () => {},
  }
  const exchanges = recordedExchanges([
    { request: requestOf('one'), answer: messageOf('one') },
    { request: requestOf('two', { model: 'other:x' }), answer: messageOf('two') },
  ])
  const parts = { flags, name: 'run.jsonl', recording: {} as Recording, exchanges }
  try {
    const { jobs, skipped } = await planFor(parts, stage, new Sender())
    return {
      routes: jobs.map(
        ({ source, route, round }) => `#${source.seq} ${route.backend}:${route.model} ${round}`,
      ),
      reasons: skipped.map(({ reason }) => reason),
    }
  } finally {
    await gateway.close()
  }
}

describe('the plan of the command', () => {
  it('leads each request where the configuration does, by its own model', async () =>
    expect((await plan({})).routes).to.deep.equal(['#1 scripted:model-1 1', '#2 other:x 1']))
  it('leads all of them to what is named', async () => {
    const { routes } = await plan({ to: ['other'], repeat: 2 })
    expect(routes).to.deep.equal(['#1 other:own 1', '#1 other:own 2', '#2 other:own 1', '#2 other:own 2'])
  })
  it('goes by the model that a change sets', async () => {
    const { routes } = await plan({ set: [{ path: ['model'], value: 'other:y' }] })
    expect(routes).to.deep.equal(['#1 other:y 1', '#2 other:y 1'])
  })
  it('leaves out a request that has no place for a change', async () => {
    const { routes, reasons } = await plan({ set: [{ path: ['gone', 'x'], value: 1 }], to: ['other'] })
    expect(routes).to.deep.equal([])
    expect(reasons[0]).to.contain('/gone/x leads nowhere')
  })
  it('has each once in a rehearsal', async () =>
    expect((await plan({ dryRun: true, repeat: 3, to: ['other'] })).routes).to.have.length(2))
})
