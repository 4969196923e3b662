import { expect } from 'chai'
import type { Log, Store } from 'claudecodex'
import { Ledger } from '../../../plugins/cost/ledger.ts'
import { newPart, partsIn, textOf, withEntry } from '../../../plugins/cost/part.ts'
import { nothing } from '../../../plugins/cost/totals.ts'
import { memoryStore } from '../../../src/core/store.ts'
import { keptLog } from '../../support/gateway.ts'

const noon = new Date(2026, 10, 26, 12).getTime()
const hour = 60 * 60 * 1_000
const day = 24 * hour
const spending = (dollars: number) => ({ ...nothing, exchanges: 1, dollars })

describe('the ledger', () => {
  let store: Store
  let log: Log & { readonly lines: readonly string[] }
  let time: number
  const open = async (of = store): Promise<Ledger> => {
    const ledger = new Ledger(of, log, () => time)
    await ledger.open()
    return ledger
  }
  const add = (ledger: Ledger, dollars: number, session = 'one'): void =>
    ledger.add({ time, model: 'work:large', session, totals: spending(dollars) })
  beforeEach(() => {
    store = memoryStore()
    log = keptLog()
    time = noon
  })

  it('sums by session, day and month, over a restart', async () => {
    const before = await open()
    add(before, 1)
    time += day
    add(before, 2, 'two')
    await before.close()
    const after = await open()
    add(after, 4)
    expect(after.spent('session', 'one')).to.equal(5)
    expect(after.spent('session', undefined)).to.equal(0)
    expect(after.spent('day', undefined)).to.equal(6)
    expect(after.spent('month', undefined)).to.equal(7)
    expect(after.today.get('work:large')).to.include({ exchanges: 2, dollars: 6 })
    expect(after.sessions.map(({ session, dollars }) => [session, dollars])).to.deep.equal([
      ['one', 5],
      ['two', 2],
    ])
  })
  it('begins a new day and a new month at nothing, and a session goes on', async () => {
    time = new Date(2026, 10, 30, 23).getTime()
    const ledger = await open()
    add(ledger, 1)
    time += 2 * hour
    expect(ledger.spent('day', undefined)).to.equal(0)
    add(ledger, 2)
    await ledger.close()
    for (const one of [ledger, await open()]) {
      expect(one.spent('day', undefined)).to.equal(2)
      expect(one.spent('month', undefined)).to.equal(2)
      expect(one.spent('session', 'one')).to.equal(3)
    }
    expect((await store.list()).map(name => name.slice(0, 8))).to.deep.equal(['2026-11.', '2026-12.'])
  })
  it('loses nothing where several proxies write at once, and sees theirs after five seconds', async () => {
    const [one, two] = await Promise.all([open(), open()])
    for (let index = 0; index < 20; index++) {
      add(one, 1)
      add(two, 2)
    }
    await Promise.all([one.close(), two.close()])
    await one.refresh()
    expect(one.spent('day', undefined)).to.equal(20)
    time += 5_000
    await one.refresh()
    expect(one.spent('day', undefined)).to.equal(60)
    expect((await open()).spent('day', undefined)).to.equal(60)
  })
  it('puts the texts of ended processes together, and counts none twice while it does', async () => {
    for (let index = 0; index < 12; index++) {
      const part = withEntry(newPart(noon, `p${index}`), {
        ...{ time: noon, model: 'work:large', session: 'one' },
        totals: spending(1),
      })
      await store.write(part.id, textOf([part]))
    }
    time = noon + day + 1
    // What another process that starts at the same moment would read.
    const kept = await Promise.all(
      (await store.list()).map(async name => [name, await store.read(name)] as const),
    )
    expect((await open()).spent('month', undefined)).to.equal(12)
    const [name = '', ...others] = await store.list()
    expect(others).to.deep.equal([])
    expect(partsIn((await store.read(name)) ?? '')).to.have.length(12)
    for (const [old, text = ''] of kept) await store.write(old, text)
    expect((await open()).spent('month', undefined)).to.equal(12)
    expect((await open()).spent('session', 'one')).to.equal(12)
  })
  it('goes on without what cannot be read or written, and says so once', async () => {
    await store.write('2026-11.broken', 'half')
    const failing: Store = { ...store, write: () => Promise.reject(new Error('disk full')) }
    const ledger = await open(failing)
    add(ledger, 1)
    await ledger.close()
    add(ledger, 1)
    await ledger.close()
    expect(ledger.spent('day', undefined)).to.equal(2)
    expect(log.lines).to.deep.equal([
      'warn: "2026-11.broken" in its store is not readable, and what it counts is left out',
      'warn: what is spent could not be kept: disk full',
    ])
    const gone: Store = { ...store, list: () => Promise.reject(new Error('no rights')) }
    expect((await open(gone)).spent('day', undefined)).to.equal(0)
    expect(log.lines.at(-1)).to.equal('warn: what was spent before could not be read: no rights')
  })
})
