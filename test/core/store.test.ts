import { expect } from 'chai'
import { memoryStore } from '../../src/core/store.ts'

describe('a store in memory', () => {
  it('keeps texts by name', async () => {
    const store = memoryStore()
    await store.write('b', '2')
    await store.write('a', '1')
    expect(await store.list()).to.deep.equal(['a', 'b'])
    expect(await store.read('a')).to.equal('1')
    await store.remove('a')
    expect(await store.read('a')).to.equal(undefined)
  })
})
