import { expect } from 'chai'
import { Batch, type BatchStream } from '../../src/core/batch.ts'
import { type Flow, flowOf } from '../../src/core/flow.ts'
import { LayerFlow } from '../../src/core/layer-flow.ts'

const batches = Array.from({ length: 4 }, () => Batch.ofEvents([{ type: 'ping' }]))

/** A source that counts who left it. */
class Source implements Flow<Batch> {
  isOver = false
  left = 0
  readonly #rest: (Batch | Error)[]

  constructor(rest: readonly (Batch | Error)[]) {
    this.#rest = [...rest]
  }

  take(): Batch | undefined {
    const next = this.#rest.shift()
    this.isOver = next === undefined || next instanceof Error
    if (next instanceof Error) throw next
    return next
  }

  ready(): Promise<void> {
    return Promise.resolve()
  }

  leave(): void {
    this.left += 1
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    throw new Error('nobody iterates here')
  }
}

class Layer extends LayerFlow {
  readonly #pass: (batch: Batch) => Batch | undefined

  constructor(inner: Flow<Batch>, pass: (batch: Batch) => Batch | undefined) {
    super(inner)
    this.#pass = pass
  }

  protected passing(batch: Batch): Batch | undefined {
    return this.#pass(batch)
  }

  protected override last(): Batch | undefined {
    return batches[3]
  }
}

async function all(stream: BatchStream): Promise<readonly Batch[]> {
  const taken: Batch[] = []
  for await (const batch of stream) taken.push(batch)
  return taken
}

describe('a layer that needs no time', () => {
  it('passes each batch, and what follows the last', async () => {
    expect(await all(new Layer(new Source(batches.slice(0, 3)), batch => batch))).to.deep.equal(batches)
  })
  it('goes on to the next batch where nothing of one passes', () => {
    const layer = new Layer(new Source(batches.slice(0, 3)), batch =>
      batch === batches[1] ? batch : undefined,
    )
    expect(layer.take()).to.equal(batches[1])
    expect(layer.take()).to.equal(batches[3])
    expect([layer.take(), layer.isOver]).to.deep.equal([undefined, true])
  })
  it('is over when it fails, and leaves what stands behind it', () => {
    const source = new Source(batches)
    const layer = new Layer(source, () => {
      throw new Error('no')
    })
    expect(() => layer.take()).to.throw('no')
    expect([layer.take(), layer.isOver, source.left]).to.deep.equal([undefined, true, 1])
  })
  it('is over when what stands behind it fails, which is left alone', () => {
    const source = new Source([new Error('lost')])
    const layer = new Layer(source, batch => batch)
    expect(() => layer.take()).to.throw('lost')
    expect([layer.isOver, source.left]).to.deep.equal([true, 0])
  })
  it('waits as its source does, and leaves it', async () => {
    const given = async function* () {
      yield* batches
    }
    const source = new Source(batches)
    const layer = new Layer(flowOf(given()), batch => batch)
    expect(layer.take()).to.equal(undefined)
    await layer.ready()
    expect(layer.take()).to.equal(batches[0])
    await new Layer(source, batch => batch).leave()
    expect(source.left).to.equal(1)
  })
})
