/** The figures of a run, by name, contender and round. */
import type { ContenderName } from './contenders.ts'
import type { Figures } from './measures.ts'
import { known, median, paired, pairedRatio, percentile, type Ratio, type Rounds } from './statistics.ts'

export class Results {
  readonly #figures = new Map<string, Map<ContenderName, (number | undefined)[]>>()
  /** Times of all rounds: the tail of one is too short to tell. */
  readonly #times = new Map<string, number[]>()

  add(round: number, contender: ContenderName, figures: Figures): void {
    for (const [name, given] of Object.entries(figures)) {
      const value = typeof given === 'number' ? given : median(given)
      if (typeof given !== 'number') this.#times.set(...this.#pooled(name, contender, given))
      const ofName = this.#figures.get(name) ?? new Map<ContenderName, (number | undefined)[]>()
      this.#figures.set(name, ofName)
      const rounds = ofName.get(contender) ?? []
      ofName.set(contender, rounds)
      rounds[round] = value
    }
  }

  /** What one time of a hundred exceeds. */
  tail(name: string, contender: ContenderName): number | undefined {
    return percentile(this.#times.get(`${name} ${contender}`) ?? [], 0.99)
  }

  #pooled(name: string, contender: ContenderName, times: readonly number[]): readonly [string, number[]] {
    const key = `${name} ${contender}`
    return [key, [...(this.#times.get(key) ?? []), ...times]]
  }

  rounds(name: string, contender: ContenderName): Rounds {
    return this.#figures.get(name)?.get(contender) ?? []
  }

  median(name: string, contender: ContenderName): number | undefined {
    return median(known(this.rounds(name, contender)))
  }

  /** `base`: the figure of the other, where it is not the same. */
  ratio(name: string, contender: ContenderName, other: ContenderName, base = name): Ratio | undefined {
    return pairedRatio(this.rounds(name, contender), this.rounds(base, other))
  }

  /** A figure that is a share already. */
  share(name: string, contender: ContenderName): Ratio | undefined {
    const rounds = this.rounds(name, contender)
    return pairedRatio(
      rounds,
      rounds.map(() => 1),
    )
  }

  /** Median of the differences of each round. */
  added(name: string, contender: ContenderName, other: ContenderName): number | undefined {
    return median(
      paired(this.rounds(name, contender), this.rounds(name, other), (value, base) => value - base),
    )
  }
}
