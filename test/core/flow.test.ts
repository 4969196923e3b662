import { expect } from 'chai'
import { type Flow, flowOf, HoldingFlow, iterate, OpenedFlow } from '../../src/core/flow.ts'

async function* numbers(...values: number[]): AsyncGenerator<number> {
  yield* values
}

async function collect<Value>(flow: Flow<Value>): Promise<Value[]> {
  const values: Value[] = []
  for await (const value of { [Symbol.asyncIterator]: () => iterate(flow) }) values.push(value)
  return values
}

describe('a stream that is asked', () => {
  it('has nothing at first, then each value once, then its end', async () => {
    const flow = flowOf(numbers(1, 2))
    expect(flow.take()).to.equal(undefined)
    expect(flow.isOver).to.equal(false)
    await flow.ready()
    expect(flow.take()).to.equal(1)
    expect(await collect(flow)).to.deep.equal([2])
    expect(flow.isOver).to.equal(true)
    expect(flow.take()).to.equal(undefined)
  })

  it('is the same object where it can be asked already', () => {
    const flow = flowOf(numbers(1))
    expect(flowOf(flow)).to.equal(flow)
  })

  it('throws the failure after the values before it, once, and is over then', async () => {
    async function* breaking(): AsyncGenerator<number> {
      yield 1
      throw new Error('broke off')
    }
    const flow = flowOf(breaking())
    const values: number[] = []
    let failure: unknown
    try {
      for await (const value of flow) values.push(value)
    } catch (thrown) {
      failure = thrown
    }
    expect(values).to.deep.equal([1])
    expect(failure).to.be.instanceOf(Error).with.property('message', 'broke off')
    expect(flow.isOver).to.equal(true)
    expect(await collect(flow)).to.deep.equal([])
  })

  it('ends the generator behind it when its reader leaves, whatever that throws', async () => {
    const ended: string[] = []
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let value = 0; ; value++) yield value
      } finally {
        ended.push('yes')
        // biome-ignore lint/correctness/noUnsafeFinally: what a careless author may do
        throw new Error('nobody hears this')
      }
    }
    const flow = flowOf(endless())
    for await (const _ of flow) break
    expect(ended).to.deep.equal(['yes'])
    expect(flow.isOver).to.equal(true)
  })

  it('gives a reader that awaits what a reader that asks would get', async () => {
    const iterator = iterate(flowOf(numbers(7)))
    expect(await iterator.next()).to.deep.equal({ done: false, value: 7 })
    expect(await iterator.next()).to.deep.equal({ done: true, value: undefined })
  })
})

describe('a stream opened with the first look', () => {
  it('is not opened before it, and once', async () => {
    let opened = 0
    const flow = new OpenedFlow(async () => {
      opened++
      return numbers(1, 2, 3)
    })
    expect(opened).to.equal(0)
    expect(await collect(flow)).to.deep.equal([1, 2, 3])
    expect(opened).to.equal(1)
  })

  it('fails with what kept it from opening', async () => {
    const flow = new OpenedFlow<number>(() => Promise.reject(new Error('closed')))
    const failure = await collect(flow).catch((thrown: unknown) => thrown)
    expect(failure).to.be.instanceOf(Error).with.property('message', 'closed')
  })
})

describe('a step that takes time', () => {
  it('holds the stream until it is over', async () => {
    let release: () => void = () => {}
    const work = new Promise<void>(resolve => {
      release = resolve
    })
    class Held extends HoldingFlow<number> {
      #hasWaited = false
      leave(): void {}
      protected pull(): number | undefined {
        if (this.#hasWaited) {
          this.end()
          return 42
        }
        this.#hasWaited = true
        this.hold(work)
        return undefined
      }
      protected wait(): Promise<void> {
        return Promise.resolve()
      }
    }
    const flow = new Held()
    expect(flow.take()).to.equal(undefined)
    expect(flow.take()).to.equal(undefined)
    const all = collect(flow)
    release()
    expect(await all).to.deep.equal([42])
  })
})
