import { expect } from 'chai'
import { KeptResults } from '../../../src/recording/replay/kept-results.ts'

/** A file that takes so many more lines. */
function filling(room: number) {
  const written: string[] = []
  const take = (what: string) => async () => {
    if (written.length >= room) throw new Error(`ENOSPC: no room for ${what}`)
    written.push(what)
  }
  return { written, writer: { write: take('an answer'), close: take('the end') } }
}

describe('results for a file that fills', () => {
  const given = [undefined, undefined] as never as Parameters<KeptResults['write']>
  const keep = async (room: number) => {
    const { written, writer } = filling(room)
    let stops = 0
    const kept = new KeptResults(writer, () => {
      stops += 1
    })
    for (const _ of [1, 2, 3]) await kept.write(...given)
    await kept.close()
    return { written, stops, loss: kept.loss }
  }
  it('are written where there is room', async () =>
    expect(await keep(4)).to.deep.equal({
      written: ['an answer', 'an answer', 'an answer', 'the end'],
      stops: 0,
      loss: undefined,
    }))
  it('are counted where there is none; the first one that is lost is told', async () =>
    expect(await keep(1)).to.deep.equal({
      written: ['an answer'],
      stops: 1,
      loss: { answers: 2, reason: 'ENOSPC: no room for an answer' },
    }))
  it('may lack nothing but their end', async () =>
    expect((await keep(3)).loss).to.deep.equal({ answers: 0, reason: 'ENOSPC: no room for the end' }))
})
