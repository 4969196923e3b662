/**
 * What a host makes of a prompt, beside what our tokenizer does: learnt by model from the usage of a sample of its
 * answers, and kept. Nothing is tokenized for it before somebody has asked for a count.
 */
import { promptTokens, type Usage } from '../../anthropic/message.ts'
import type { Log } from '../../core/log.ts'
import type { Store } from '../../core/store.ts'
import {
  attachedTokens,
  countTokens,
  framingTokens,
  isTokenizerLoaded,
  type Prompt,
  tokensOf,
} from './count.ts'
import { excerptOf } from './excerpt.ts'
import { type Observation, observationsIn, ratioOf, withObservation } from './observations.ts'

export interface TokenRatiosParts {
  readonly store: Store
  /** Of the text in the store. */
  readonly name: string
  readonly log: Log
}

/** Answers of a model that are looked at from the first on, and then one of so many. */
const first = 9
const every = 64
/** Models and samples that are kept, the latest. */
const mostModels = 100
const mostWaiting = 20
/** Share of a prompt that may be pictures and the like, which are estimated themselves. */
const mostAttached = 0.1

/** What is kept of an answer until it is tokenized; bytes, since a piece of a string would keep the whole of it. */
interface Sample {
  readonly model: string
  readonly excerpt: Buffer
  /** Length of the whole beside that of the excerpt. */
  readonly share: number
  readonly framing: number
  /** Tokens of the text and its frame, by the host's count. */
  readonly counted: number
}

export class TokenRatios {
  readonly #parts: TokenRatiosParts
  readonly #answers = new Map<string, number>()
  #waiting: Sample[] = []
  #observed: Promise<Map<string, readonly Observation[]>> | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(parts: TokenRatiosParts) {
    this.#parts = parts
  }

  /** Tokens of a prompt as the model's host would count it. `usual`: the ratio where nothing has been learnt. */
  async count(model: string, prompt: Prompt, usual = 1): Promise<number> {
    await this.#settle()
    const observed = (await this.#load()).get(model) ?? []
    return countTokens(prompt, ratioOf(observed, usual))
  }

  /** Looks at what a host has counted for a prompt, where it is the answer's turn. `prompt` is only called then. */
  learn(model: string, usage: Usage | undefined, prompt: () => Prompt): void {
    if (!usage) return
    const number = this.#answers.get(model) ?? 0
    this.#answers.set(model, number + 1)
    if (number >= first && number % every !== 0) return
    const sample = sampleOf(model, prompt(), promptTokens(usage))
    if (!sample) return
    this.#waiting = [...this.#waiting, sample].slice(-mostWaiting)
    if (isTokenizerLoaded()) setImmediate(() => void this.#settle()).unref()
  }

  /** One at a time, so that nothing is learnt twice and the store holds the latest. */
  #settle(): Promise<unknown> {
    this.#work = this.#work.then(() => this.#learnWaiting())
    return this.#work
  }

  async #learnWaiting(): Promise<void> {
    const samples = this.#waiting
    this.#waiting = []
    if (samples.length === 0) return
    const observed = await this.#load()
    for (const { model, excerpt, share, framing, counted } of samples) {
      const estimated = (await tokensOf(excerpt.toString())) * share + framing
      const known = observed.get(model) ?? []
      observed.delete(model)
      observed.set(model, withObservation(known, counted / estimated, estimated))
      // Others have the thread in between.
      await new Promise(resolve => setImmediate(resolve))
    }
    await this.#save(observed)
  }

  /** What an earlier run has learnt. */
  #load(): Promise<Map<string, readonly Observation[]>> {
    const { store, name } = this.#parts
    this.#observed ??= store.read(name).then(observationsIn, thrown => {
      this.#parts.log.debug(`${name}: cannot be read: ${String(thrown)}`)
      return new Map()
    })
    return this.#observed
  }

  async #save(observed: Map<string, readonly Observation[]>): Promise<void> {
    const { store, name, log } = this.#parts
    for (const model of [...observed.keys()].slice(0, -mostModels)) observed.delete(model)
    await store.write(name, JSON.stringify(Object.fromEntries(observed))).catch(thrown => {
      log.debug(`${name}: cannot be kept: ${String(thrown)}`)
    })
  }
}

/** Undefined for a prompt that says little about the text in it. */
function sampleOf(model: string, prompt: Prompt, total: number): Sample | undefined {
  const attached = attachedTokens(prompt)
  if (total <= attached || attached > total * mostAttached) return undefined
  const { text, share } = excerptOf(prompt.texts)
  return {
    model,
    excerpt: Buffer.from(text),
    share,
    framing: framingTokens(prompt),
    counted: total - attached,
  }
}
