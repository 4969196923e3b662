import { expect } from 'chai'
import { missOf, ReplayTally, spentMiss } from '../../../src/backends/recorded/tally.ts'
import { laneOf } from '../../../src/recording/matching/lanes.ts'
import { printsOf } from '../../../src/recording/matching/prints.ts'
import { answerOf, openLibrary, requestOf } from '../../support/library.ts'

describe('the tally of a replay', () => {
  it('counts by what answered, and a request that is missed twice once', () => {
    const tally = new ReplayTally()
    for (const way of ['exact', 'normal', 'exact', 'live'] as const) tally.count(way)
    expect([...tally.counts]).to.deep.equal([
      ['exact', 2],
      ['normal', 1],
      ['live', 1],
    ])
    expect([tally.miss('a'), tally.miss('b'), tally.miss('a')]).to.deep.equal([true, true, false])
    expect(tally.misses).to.equal(2)
    expect(tally.unused).to.deep.equal([])
  })
})

describe('a miss', () => {
  const recorded = requestOf(['do this'])
  const missed = async (text: string) => {
    const { library, close } = await openLibrary([{ request: recorded, answer: answerOf('ok') }])
    try {
      const request = requestOf([text])
      const lane = laneOf({ session: 's', class: 'main', by: 'rules' }, 'messages')
      const asking = { request, lane, prints: printsOf(request, library.normalizer) }
      return missOf(asking, library.entries[0], recorded, library.normalizer)
    } finally {
      await close()
    }
  }
  it('names the nearest and the first difference', async () => {
    const { text, differences } = await missed('do that')
    expect(text).to.equal(
      'nothing recorded answers this request; the nearest, #1, differs first at /messages/0/content: ' +
        'recorded "do this", now "do that"',
    )
    expect(differences).to.have.length(1)
  })
  it('says what to do where the same request was answered already', async () => {
    expect((await missed('do this')).text)
      .to.contain('has answered already')
      .and.contain('--reuse')
  })
  it('names the one that would have answered again, and how it may', async () => {
    const { library, close } = await openLibrary([{ request: recorded, answer: answerOf('ok') }])
    const [entry] = library.entries
    if (!entry) throw new Error('nothing was recorded')
    const { text, differences } = spentMiss(entry)
    expect(text).to.contain('#1 has answered already; --reuse lets it answer again')
    expect(differences).to.deep.equal([])
    await close()
  })
  it('says so where nothing of its kind was recorded', async () => {
    const { library, close } = await openLibrary([])
    const request = requestOf(['x'])
    const lane = { session: 's', agent: '', side: 'title' }
    const asking = { request, lane, prints: printsOf(request, library.normalizer) }
    expect(missOf(asking, undefined, undefined, library.normalizer).text).to.contain('no exchange of title')
    await close()
  })
})
