import { expect } from 'chai'
import { Channel } from '../../src/council/channel.ts'

const silent = (): void => {}

describe('a channel', () => {
  it('keeps what nobody has asked for, and lets a reader wait for what is not there', async () => {
    const channel = new Channel<number>(silent, silent)
    channel.push(1)
    expect(await channel.next()).to.deep.equal({ done: false, value: 1 })
    const [second, third] = [channel.next(), channel.next()]
    channel.push(2)
    channel.push(3)
    expect([await second, await third].map(({ value }) => value)).to.deep.equal([2, 3])
  })

  it('begins with the first look', async () => {
    let begun = 0
    const channel = new Channel<number>(() => {
      begun += 1
      channel.push(begun)
    }, silent)
    expect(begun).to.equal(0)
    expect((await channel.next()).value).to.equal(1)
    channel.close()
    expect(await channel.next()).to.deep.equal({ done: true, value: undefined })
    expect(begun).to.equal(1)
  })

  it('gives out what is kept before it ends', async () => {
    const channel = new Channel<number>(silent, silent)
    channel.push(1)
    channel.close()
    channel.push(2)
    expect((await channel.next()).value).to.equal(1)
    expect((await channel.next()).done).to.equal(true)
  })

  it('tells of a failure at once and once', async () => {
    const channel = new Channel<number>(silent, silent)
    channel.push(1)
    channel.fail('gone')
    expect(await channel.next().catch((thrown: unknown) => thrown)).to.equal('gone')
    expect((await channel.next()).done).to.equal(true)
  })

  it('tells of a failure whoever waits', async () => {
    const channel = new Channel<number>(silent, silent)
    const [first, second] = [channel.next().catch((thrown: unknown) => thrown), channel.next()]
    await Promise.resolve()
    channel.fail('gone')
    channel.fail('again')
    expect(await first).to.equal('gone')
    expect((await second).done).to.equal(true)
  })

  it('is left by a reader who waits no longer', async () => {
    let left = 0
    const channel = new Channel<number>(silent, () => {
      left += 1
    })
    const waiting = channel.next()
    await Promise.resolve()
    expect((await channel.return()).done).to.equal(true)
    expect((await waiting).done).to.equal(true)
    channel.push(1)
    expect((await channel.next()).done).to.equal(true)
    expect(left).to.equal(1)
  })
})
