import { expect } from 'chai'
import type { Backend } from '../../src/core/backend.ts'
import { memoryStore } from '../../src/core/store.ts'
import { chainOf, storesFor } from '../../src/testing/chain.ts'
import { request } from '../../src/testing/messages.ts'
import { scripted } from '../../src/testing/scripted.ts'
import { makeCall } from '../support/call.ts'
import { collect } from '../support/streams.ts'

describe('the chain of a test', () => {
  it('keeps what the answering backend is asked, streams and counts alike', async () => {
    const asked: unknown[] = []
    const chain = await chainOf([], scripted(['Hi']), [], asked as never)
    const backend = chain.backends.find('scripted') as Backend
    const [one, two] = [request('one'), request('two')]
    await collect(backend.stream(one, makeCall()))
    await backend.countTokens?.(two, makeCall())
    expect(asked).to.deep.equal([one, two])
  })
  it('knows the other backends by name, and no others', async () => {
    const chain = await chainOf([], scripted([]), [scripted([], { name: 'other' })], [])
    expect(chain.backends.names).to.deep.equal(['scripted', 'other'])
    expect(chain.backends.find('other')?.name).to.equal('other')
    expect(chain.backends.find('third')).to.equal(undefined)
    expect(chain.models.defaultBackend).to.equal('scripted')
  })
  it('carries what a backend says of itself', async () => {
    class Own implements Backend {
      readonly name = 'own'
      readonly model = 'm'
      readonly native = true
      readonly #list = [{ id: 'm' }]
      async *stream() {}
      async models() {
        return this.#list
      }
    }
    const chain = await chainOf([], new Own(), [], [])
    const backend = chain.backends.find('own')
    expect(backend).to.include({ model: 'm', native: true }).and.to.not.have.property('countTokens')
    expect(await backend?.models?.(makeCall())).to.deep.equal([{ id: 'm' }])
  })
  it('gives each plugin one store, and its own where the test has one', () => {
    const own = memoryStore()
    const stores = storesFor('mine', own)
    expect(stores('mine')).to.equal(own)
    expect(stores('other')).to.equal(stores('other')).and.to.not.equal(own)
  })
})
