import { expect } from 'chai'
import { Interrupt, within } from '../../src/core/interrupt.ts'

describe('an interruption', () => {
  it('lets promises through until it fires', async () => {
    const interrupt = new Interrupt()
    expect(await interrupt.race(Promise.resolve(1))).to.equal(1)
    expect(await interrupt.race(Promise.reject(new Error('own'))).catch(thrown => thrown.message)).to.equal(
      'own',
    )
  })

  it('fails what is waited for, and all that comes after', async () => {
    const interrupt = new Interrupt()
    const waiting = interrupt.race(new Promise(() => {})).catch(thrown => thrown)
    interrupt.fire('stop')
    expect(await waiting).to.equal('stop')
    expect(await interrupt.race(Promise.resolve(1)).catch(thrown => thrown)).to.equal('stop')
  })
})

describe('waiting within a limit', () => {
  it('ends with the promise, with its failure, or with the limit', async () => {
    await within(10_000, Promise.resolve())
    await within(10_000, Promise.reject(new Error('not ours')))
    await within(5, new Promise(() => {}))
  })
})
