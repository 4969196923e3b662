import { expect } from 'chai'
import { type Config, defineConfig, demo } from 'claudecodex'

describe('defineConfig', () => {
  it('returns its argument, and keeps its exact type', () => {
    const given = {
      backend: 'play',
      backends: { play: demo() },
      plugins: [false, ['./a.ts', { b: 1 }]],
    } as const
    const defined = defineConfig(given)
    expect(defined).to.equal(given)
    const name: 'play' = defined.backend
    const config: Config = defined
    expect([name, config.backend]).to.deep.equal(['play', 'play'])
  })
})
