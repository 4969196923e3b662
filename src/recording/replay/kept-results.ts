/** Results on their way to a file that may take no more of them: an answer that is there counts all the same. */
import type { RecordedExchange } from '../recorded-exchange.ts'
import type { Repeated, ResultWriter } from './result-file.ts'

/** What is not in the file. */
export interface Loss {
  readonly answers: number
  readonly reason: string
}

export class KeptResults implements ResultWriter {
  readonly #writer: ResultWriter
  readonly #onLoss: () => void
  #loss: Loss | undefined

  /** `onLoss` is called at the first failure: what is sent from then on would be paid for and lost. */
  constructor(writer: ResultWriter, onLoss: () => void) {
    this.#writer = writer
    this.#onLoss = onLoss
  }

  get loss(): Loss | undefined {
    return this.#loss
  }

  async write(source: RecordedExchange, repeated: Repeated): Promise<void> {
    await this.#writer.write(source, repeated).catch(thrown => this.#lose(thrown, 1))
  }

  /** Without its last line the file is as one that was interrupted. */
  async close(): Promise<void> {
    await this.#writer.close().catch(thrown => this.#lose(thrown, 0))
  }

  #lose(thrown: unknown, answers: number): void {
    const { message } = thrown as Error
    const isFirst = this.#loss === undefined
    this.#loss = { reason: this.#loss?.reason ?? message, answers: (this.#loss?.answers ?? 0) + answers }
    if (isFirst) this.#onLoss()
  }
}
