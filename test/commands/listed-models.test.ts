import { expect } from 'chai'
import { listedModels } from '../../src/commands/listed-models.ts'
import type { Call } from '../../src/core/backend.ts'
import { failureOf } from '../support/failure.ts'
import { backendOf, chainOf, saying } from '../support/gateway.ts'

describe('the models of a backend', () => {
  const { signal } = new AbortController()

  it('are asked for without any plugin, under the given signal', async () => {
    let seen: Call | undefined
    let setUp = false
    const backend = backendOf(saying('x'), {
      models: async call => {
        seen = call
        return [{ id: 'model-1', contextWindow: 9 }]
      },
    })
    const plugin = {
      setup: () => {
        setUp = true
      },
    }
    const chain = chainOf({ backend, plugins: [plugin] })
    expect(await listedModels(chain, backend, signal)).to.deep.equal([{ id: 'model-1', contextWindow: 9 }])
    expect(seen?.signal).to.equal(signal)
    expect(setUp).to.equal(false)
  })
  it('are unknown where it has no list', async () => {
    const backend = backendOf(saying('x'))
    expect(await listedModels(chainOf({ backend }), backend, signal)).to.equal(undefined)
  })
  it('are refused with its own error', async () => {
    const backend = backendOf(saying('x'), { models: () => Promise.reject(new Error('no such key')) })
    const failure = await failureOf(listedModels(chainOf({ backend }), backend, signal))
    expect(String(failure)).to.contain('no such key')
  })
})
