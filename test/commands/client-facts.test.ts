import { expect } from 'chai'
import { clientFacts } from '../../src/commands/client-facts.ts'
import type { Configuration } from '../../src/config/configuration.ts'
import type { Backend } from '../../src/core/backend.ts'
import { modelFacts } from '../../src/core/model-facts.ts'
import { configurationOf } from '../support/configuration.ts'
import { backendOf, type GatewayParts, saying } from '../support/gateway.ts'

const url = 'http://127.0.0.1:8082'
const backend = (name: string, more: Partial<Backend> = {}): Backend =>
  backendOf(saying('hello'), { name, ...more })
const direct = backend('claude', { native: true })
const work = backend('work', {
  model: 'qwen-9',
  models: async () => [
    { id: 'qwen-9-mini', contextWindow: 1 },
    { id: 'qwen-9', contextWindow: 400_000 },
  ],
})
const configuration = (parts: GatewayParts, more: Partial<Configuration> = {}): Configuration =>
  configurationOf({ backend: { name: parts.backends?.[0]?.name ?? '', reason: '' }, ...more }, parts)

describe('what a client’s environment depends on', () => {
  it('is little where Anthropic’s own API answers', async () => {
    expect(await clientFacts(configuration({ backends: [direct, work] }), url)).to.deep.equal({
      url,
      backend: 'claude',
      native: true,
      needsLogin: true,
      backends: ['claude', 'work'],
    })
  })
  it('is the backend’s model and its window, as the backend lists it', async () => {
    expect(await clientFacts(configuration({ backends: [work] }), url)).to.deep.equal({
      url,
      backend: 'work',
      native: false,
      needsLogin: false,
      model: 'qwen-9',
      contextWindow: 400_000,
      backends: ['work'],
    })
  })
  it('takes the window from the configuration’s own facts first', async () => {
    const facts = modelFacts({ 'qwen-9': { contextWindow: 8_000 } })
    expect((await clientFacts(configuration({ backends: [work] }, { facts }), url)).contextWindow).to.equal(
      8_000,
    )
  })
  it('takes the window from what the program knows before it asks', async () => {
    const models = async () => Promise.reject(new Error('asked'))
    const known = backend('known', { model: 'gpt-5.1', models })
    expect(await clientFacts(configuration({ backends: [known] }), url)).to.include({
      contextWindow: 400_000,
    })
  })
  it('does without a window that a backend does not tell, or not in time', async () => {
    const silent = backend('silent', {
      model: 'm',
      models: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
    })
    const failing = backend('failing', { model: 'm', models: () => Promise.reject(new Error('down')) })
    for (const one of [silent, failing, backend('listless', { model: 'm' })]) {
      const facts = await clientFacts(configuration({ backends: [one] }), url, {}, 50)
      expect(facts).to.include({ backend: one.name, model: 'm' })
      expect(facts).not.to.have.property('contextWindow')
    }
  })
  it('needs the client’s login where a rule leads to Anthropic', async () => {
    const rules = [{ pattern: 'claude-opus-*', model: 'claude:claude-opus-5-5' }]
    const facts = await clientFacts(configuration({ backends: [work, direct], models: { rules } }), url)
    expect(facts).to.include({ backend: 'work', native: false, needsLogin: true })
  })
  it('follows a fixed model to its backend', async () => {
    const models = { fixed: { model: 'work:qwen-9-mini', reason: '' } }
    expect(await clientFacts(configuration({ backends: [direct, work], models }), url)).to.include({
      backend: 'work',
      native: false,
      model: 'qwen-9-mini',
      contextWindow: 1,
    })
  })
  it('believes the running proxy more than the configuration', async () => {
    const both = configuration({ backends: [direct, work], models: { fixed: { model: 'x', reason: '' } } })
    expect(await clientFacts(both, url, { backend: 'work', model: 'qwen-9-mini' })).to.include({
      backend: 'work',
      native: false,
      model: 'qwen-9-mini',
    })
    expect(await clientFacts(both, url, { backend: 'work' })).to.include({ model: 'qwen-9' })
    expect(await clientFacts(both, url, { backend: 'elsewhere', model: 'm' })).to.include({
      backend: 'elsewhere',
      native: false,
      model: 'm',
    })
  })
  it('bears a backend that cannot be made', async () => {
    const broken = configuration({ backends: [work] })
    const find = (name: string): Backend | undefined => {
      if (name === 'broken') throw new Error('no key')
      return name === 'work' ? work : undefined
    }
    const chain = {
      ...broken.chain,
      backends: { names: ['work', 'broken'], find },
      models: { ...broken.chain.models, rules: [{ pattern: '*', model: 'broken:m' }] },
    }
    expect(await clientFacts({ ...broken, chain }, url)).to.include({ backend: 'work', needsLogin: false })
  })
  it('includes the client key', async () => {
    const { server } = configurationOf()
    const keyed = configuration({ backends: [work] }, { server: { ...server, clientKey: 'key-1' } })
    expect(await clientFacts(keyed, url)).to.include({ clientKey: 'key-1' })
  })
})
