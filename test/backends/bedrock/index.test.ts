import { expect } from 'chai'
import { type Bench, startBench } from './backend.ts'

describe('x', () => {
  const benches: Bench[] = []
  const bench = async (options?: Parameters<typeof startBench>[0]): Promise<Bench> => {
    const made = await startBench(options)
    benches.push(made)
    return made
  }
  afterEach(async () => {
    for (const { server, close } of benches.splice(0)) {
      await close()
      expect(server.violations).to.deep.equal([])
    }
  })
  it('answers from a stream', async () => {
    const { ask } = await bench()
    const { message } = await ask({ stream: true })
    console.log(JSON.stringify(message))
  })
  it('answers whole', async () => {
    const { ask, server } = await bench()
    const { message } = await ask({})
    console.log(JSON.stringify(message), server.received[0]?.headers, server.received[0]?.body.toString())
  })
})
