/**
 * What has been spent, kept over restarts. Each process writes a part of its own and reads those of the others, so that
 * several proxies at once lose nothing: no two ever write the same text.
 */
import { randomBytes } from 'node:crypto'
import type { Log, Store } from 'claudecodex'
import { dayOf, monthBefore, monthOf, type Period } from './calendar.ts'
import {
  type Entry,
  monthOfPart,
  newPart,
  type Part,
  partsIn,
  type SessionTotals,
  textOf,
  withEntry,
} from './part.ts'
import { nothing, sumOf, type Totals } from './totals.ts'

/** Milliseconds for which what other processes have written is not read again. */
const freshFor = 5_000
/** Milliseconds after which a part that nobody has added to belongs to a process that has ended. */
const staleAfter = 24 * 60 * 60 * 1_000
/** Texts from which on those of ended processes are put together. */
const manyTexts = 10

export class Ledger {
  readonly #store: Store
  readonly #log: Log
  readonly #now: () => number
  readonly #owner = randomBytes(4).toString('hex')
  #own: Part
  #others = new Map<string, Part>()
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined
  readonly #unwritten = new Map<string, Part>()
  #writing: Promise<void> | undefined
  readonly #complaints = new Set<string>()

  constructor(store: Store, log: Log, now: () => number) {
    this.#store = store
    this.#log = log
    this.#now = now
    this.#own = newPart(now(), this.#owner)
  }

  /** Reads what was spent before, and tidies up. */
  async open(): Promise<void> {
    const texts = await this.#readTexts()
    this.#keep([...texts.values()].flat())
    await this.#putTogether(texts)
  }

  add(entry: Entry): void {
    if (monthOfPart(this.#own) !== monthOf(entry.time)) {
      this.#others.set(this.#own.id, this.#own)
      this.#own = newPart(entry.time, this.#owner)
    }
    this.#own = withEntry(this.#own, entry)
    this.#unwritten.set(this.#own.id, this.#own)
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** Dollars. Without a session nothing is spent in it. */
  spent(period: Period, session: string | undefined): number {
    if (period === 'day') return sumOf(this.#ofDay().values()).dollars
    if (period === 'month') return sumOf(this.#ofMonth().values()).dollars
    return session === undefined
      ? 0
      : sumOf(this.#parts.flatMap(({ sessions }) => sessions[session] ?? [])).dollars
  }

  /** By `backend:model`. */
  get today(): ReadonlyMap<string, Totals> {
    return this.#ofDay()
  }
  get thisMonth(): ReadonlyMap<string, Totals> {
    return this.#ofMonth()
  }

  /** The latest first. */
  get sessions(): readonly (SessionTotals & { readonly session: string })[] {
    const names = new Set(this.#parts.flatMap(({ sessions }) => Object.keys(sessions)))
    return [...names]
      .map(session => {
        const all = this.#parts.flatMap(({ sessions }) => sessions[session] ?? [])
        return { session, ...sumOf(all), last: Math.max(...all.map(({ last }) => last)) }
      })
      .sort((one, other) => other.last - one.last)
  }

  /** Reads what other processes have spent meanwhile, not more often than every five seconds. */
  refresh(): Promise<void> {
    if (this.#now() - this.#readAt < freshFor) return Promise.resolve()
    this.#reading ??= this.#readTexts()
      .then(texts => this.#keep([...texts.values()].flat()))
      .finally(() => {
        this.#reading = undefined
      })
    return this.#reading
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await this.#reading
    await this.#writing
  }

  get #parts(): readonly Part[] {
    return [this.#own, ...this.#others.values()]
  }

  #ofDay(): ReadonlyMap<string, Totals> {
    const day = dayOf(this.#now())
    return byModel(this.#parts.map(({ days }) => days[day] ?? {}))
  }

  #ofMonth(): ReadonlyMap<string, Totals> {
    const month = monthOf(this.#now())
    const parts = this.#parts.filter(part => monthOfPart(part) === month)
    return byModel(parts.flatMap(({ days }) => Object.values(days)))
  }

  async #readTexts(): Promise<ReadonlyMap<string, readonly Part[]>> {
    const now = this.#now()
    this.#readAt = now
    const months = [monthOf(now), monthBefore(now)]
    const texts = new Map<string, readonly Part[]>()
    try {
      const names = await this.#store.list()
      const wanted = names.filter(name => months.some(month => name.startsWith(`${month}.`)))
      await Promise.all(wanted.map(async name => void texts.set(name, await this.#readParts(name))))
    } catch (thrown) {
      this.#complain(`what was spent before could not be read: ${messageOf(thrown)}`)
    }
    return texts
  }

  async #readParts(name: string): Promise<readonly Part[]> {
    const text = await this.#store.read(name)
    try {
      return text === undefined ? [] : partsIn(text)
    } catch {
      this.#complain(`"${name}" in its store is not readable, and what it counts is left out`)
      return []
    }
  }

  /** The same part may stand in two texts while one is put together: its later state counts. */
  #keep(parts: readonly Part[]): void {
    for (const part of parts) {
      const known = this.#others.get(part.id)
      if (part.id !== this.#own.id && (known?.updated ?? 0) <= part.updated) this.#others.set(part.id, part)
    }
  }

  /** A month may see hundreds of short-lived proxies: those that have ended share a text. */
  async #putTogether(texts: ReadonlyMap<string, readonly Part[]>): Promise<void> {
    const month = monthOf(this.#now())
    const isStale = ({ updated }: Part): boolean => this.#now() - updated > staleAfter
    const old = [...texts].filter(
      ([name, parts]) => name.startsWith(`${month}.`) && parts.length > 0 && parts.every(isStale),
    )
    if (old.length < manyTexts) return
    try {
      const parts = new Map(old.flatMap(([, all]) => all).map(part => [part.id, part]))
      await this.#store.write(`${month}.${this.#owner}-ended`, textOf([...parts.values()]))
      await Promise.all(old.map(([name]) => this.#store.remove(name)))
    } catch (thrown) {
      this.#complain(`what was spent before could not be put together: ${messageOf(thrown)}`)
    }
  }

  /** One write at a time; what is added meanwhile goes with the next. */
  async #write(): Promise<void> {
    for (const [id, part] of this.#unwritten) {
      this.#unwritten.delete(id)
      try {
        await this.#store.write(id, textOf([part]))
      } catch (thrown) {
        this.#complain(`what is spent could not be kept: ${messageOf(thrown)}`)
      }
    }
  }

  #complain(text: string): void {
    if (this.#complaints.has(text)) return
    this.#complaints.add(text)
    this.#log.warn(text)
  }
}

function byModel(all: readonly Readonly<Record<string, Totals>>[]): ReadonlyMap<string, Totals> {
  const sums = new Map<string, Totals>()
  for (const models of all) {
    for (const [model, totals] of Object.entries(models)) {
      sums.set(model, sumOf([sums.get(model) ?? nothing, totals]))
    }
  }
  return sums
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
