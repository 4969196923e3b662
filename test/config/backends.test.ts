import { expect } from 'chai'
import { demo } from 'claudecodex'
import type { BackendContext } from '../../src/backends/backend-factory.ts'
import {
  type BackendSettings,
  canonicalName,
  makeableProviders,
  makeBackends,
  unknownBackend,
} from '../../src/config/backends.ts'
import type { Config } from '../../src/config/config.ts'
import type { Backend } from '../../src/core/backend.ts'
import { silentLog } from '../../src/core/log.ts'
import { modelFacts } from '../../src/core/model-facts.ts'
import { memoryStore, type Store } from '../../src/core/store.ts'
import { createWire } from '../../src/wire/http.ts'
import { makeCall } from '../support/call.ts'
import { configFailure } from './support.ts'

const wire = createWire()
const make = (config: Config, settings: Partial<BackendSettings> = {}) =>
  makeBackends({ config, environment: {}, wire, log: silentLog, facts: modelFacts(), ...settings })

describe('backends by name', () => {
  it('are the declared ones and the providers, each made once and when first asked for', () => {
    let made = 0
    const counting = (context: { readonly name: string }): Backend => {
      made += 1
      return { name: context.name, async *stream() {} }
    }
    const backends = make({ backends: { mine: counting } })
    expect(backends.names[0]).to.equal('mine')
    expect(backends.names).to.include.members(['anthropic', 'demo'])
    expect(made).to.equal(0)
    expect(backends.find('mine')).to.equal(backends.find('mine'))
    expect(made).to.equal(1)
  })

  it('get a store of their own, where there is one', async () => {
    const stores: (Store | undefined)[] = []
    const keeping = ({ name, store }: BackendContext): Backend => {
      stores.push(store)
      return { name, async *stream() {} }
    }
    const named = new Map<string, Store>()
    const store = (name: string): Store => {
      named.set(name, memoryStore())
      return named.get(name) as Store
    }
    make({ backends: { mine: keeping } }, { store }).find('mine')
    make({ backends: { mine: keeping } }).find('mine')
    expect(stores).to.deep.equal([named.get('mine'), undefined])
  })

  it('are found under their aliases, as one', () => {
    const backends = make({})
    expect(backends.find('claude')).to.equal(backends.find('anthropic'))
    expect(canonicalName('Claude')).to.equal('anthropic')
    expect(canonicalName('claude', { claude: demo() })).to.equal('claude')
  })

  it('are nothing under a name that nobody has', () => {
    expect(make({}).find('llama3.2')).to.equal(undefined)
    expect(make({}).find('toString')).to.equal(undefined)
    expect(unknownBackend('dmeo')).to.equal('there is no backend "dmeo" - did you mean "demo"?')
  })

  it('may be declared as data, as a factory, or whole under another name', () => {
    class Whole implements Backend {
      readonly name = 'theirs'
      readonly #answer = 'private'
      async *stream() {}
      models = async () => [{ id: this.#answer }]
      get address() {
        return this.#answer
      }
    }
    const whole = new Whole()
    const backends = make({
      backends: { data: { use: 'demo', pace: false }, factory: demo(), whole, theirs: whole },
    })
    expect(backends.find('data')?.name).to.equal('data')
    expect(backends.find('factory')?.name).to.equal('factory')
    expect(backends.find('whole')).to.include({ name: 'whole', address: 'private' })
    expect(backends.find('theirs')).to.equal(whole)
  })

  it('are what they are used as, wherever they are', async () => {
    const baseUrl = 'http://127.0.0.1:9/v1'
    const backends = make({
      backends: {
        near: { use: 'ollama', baseUrl },
        any: { use: 'openai', baseUrl },
        set: { use: 'ollama', baseUrl, host: 'groq' },
      },
    })
    const lossesOf = async (name: string): Promise<readonly string[]> => {
      const call = makeCall()
      const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }], top_k: 5 } as const
      await backends.find(name)?.countTokens?.(request, call)
      return call.warnings
    }
    expect(await lossesOf('near')).to.deep.equal([])
    for (const name of ['any', 'set'])
      expect(await lossesOf(name)).to.deep.equal(['top_k: not known to this host'])
  })

  it('get credentials and key as configured', async () => {
    const environment = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_UPSTREAM_URL: 'http://127.0.0.1:9/base' }
    const backend = make({ credentials: 'configured' }, { environment }).find('anthropic')
    expect(backend?.address).to.equal('http://127.0.0.1:9/base')
  })

  it('refuse options they do not know, and name the line', async () => {
    const config: Config = { backends: { a: { use: 'anthropic', baseURL: 'x' } } }
    const origin = { file: '/c.json', text: '{"backends":\n{"a":{"use":"anthropic",\n"baseURL":"x"}}}' }
    const error = await configFailure(() => make(config, { origin }).find('a'))
    expect(error.message).to.equal('/c.json:3: backends.a.baseURL: unknown key - did you mean "baseUrl"?')
  })

  it('say which there are where one is not part of this version, or a word is wrong', async () => {
    const unknown = await configFailure(() => make({ backends: { a: { use: 'dmeo' } } }).find('a'))
    expect(unknown.message).to.equal('backends.a.use: there is no backend "dmeo" - did you mean "demo"?')
    const makeable = makeableProviders()
    for (const name of ['openai', 'bedrock', 'council'].filter(candidate => !makeable.includes(candidate))) {
      const error = await configFailure(() => make({}).find(name))
      expect(error.message).to.match(
        new RegExp(`^this version has no backend "${name}"; use anthropic, bedrock, openai`),
      )
    }
  })

  it('explain a factory that is not called, and one that fails', async () => {
    const config: Config = {
      backends: { a: demo as never, b: { use: 'anthropic', baseUrl: 'http://x' }, c: () => fail() },
    }
    const fail = (): never => {
      throw new TypeError('no luck')
    }
    const uncalled = await configFailure(() => make(config).find('a'))
    expect(uncalled.message).to.match(/^backends\.a: is a function that makes no backend: call it/)
    const failing = await configFailure(() => make(config).find('c'))
    expect(failing.message).to.equal('backends.c: the backend c cannot be made: no luck')
    expect(make(config).find('b')?.address).to.equal('http://x')
  })
})
