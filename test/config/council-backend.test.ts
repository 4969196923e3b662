import { expect } from 'chai'
import { fold } from '../../src/anthropic/fold.ts'
import type { CouncilSettings } from '../../src/config/configuration.ts'
import { councilBackend } from '../../src/config/council-backend.ts'
import { ConfigError } from '../../src/config/errors.ts'
import { createGateway } from '../../src/core/gateway.ts'
import { keptLog } from '../support/gateway.ts'
import { backendsOf, noAws } from './support.ts'

const settingsOf = (members: readonly string[]): CouncilSettings => ({
  members,
  mode: 'fast',
  timeoutMs: 10_000,
  trigger: 'auto',
  progress: 'off',
  seed: 'seed',
})
const wire = {
  send: () => Promise.reject(new Error('no network here')),
  agent: () => {
    throw new Error('no network here')
  },
  close() {},
}
/** All say hello, but for one without a key. */
const others = backendsOf([], { openai: new ConfigError('OPENAI_API_KEY is not set') })
const make = (members: readonly string[], log = keptLog()) => {
  const parts = { settings: settingsOf(members), backends: others, environment: noAws, declared: [] }
  return { backend: councilBackend(parts)({ name: 'council', wire, log }), log }
}

describe('the council as a configuration makes it', () => {
  it('is a backend that asks its members and answers as one', async () => {
    const { backend } = make(['sim:a', 'sim:b'])
    const gateway = await createGateway({
      chain: {
        plugins: [],
        backends: { names: ['council'], find: name => (name === 'council' ? backend : others.find(name)) },
        models: { defaultBackend: 'council', rules: [] },
        config: { backends: ['council'], defaultBackend: 'council' },
      },
    })
    const request = {
      model: 'm',
      max_tokens: 100,
      messages: [{ role: 'user' as const, content: 'Why is it so?' }],
    }
    const exchange = gateway.createExchange({ request })
    const events = []
    for await (const batch of gateway.handle(exchange)) events.push(...batch.events)
    expect(fold(events)?.content[0]).to.have.property('text').that.equals('hello')
    expect(exchange.head?.headers['x-claudecodex-council']).to.match(/^fast 2\/2/)
    await gateway.close()
  })
  it('says who cannot take part, and goes on without', () => {
    const { log } = make(['sim:a', 'openai:gpt-5.1'])
    expect(log.lines).to.have.lengthOf(1)
    expect(log.lines[0]).to.equal('warn: council: without openai:gpt-5.1: OPENAI_API_KEY is not set')
  })
  it('cannot be made where nobody can', () => expect(() => make(['openai:gpt-5.1'])).to.throw(ConfigError))
})
