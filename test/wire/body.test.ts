import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { ArrivingBody } from '../../src/wire/body.ts'
import { failureOf } from '../support/failure.ts'

class Source extends EventEmitter {
  readonly calls: string[] = []
  pause = (): void => void this.calls.push('pause')
  resume = (): void => void this.calls.push('resume')
  destroy = (error?: Error): void => {
    this.calls.push('destroy')
    if (error) this.emit('error', error)
  }
}

const bodyOf = (source: Source, idleMs = 1000): ArrivingBody =>
  new ArrivingBody(source, {
    host: 'llm.example',
    idleMs,
    idle: () => new Error('idle'),
    failed: thrown => thrown,
  })

describe('an arriving body', () => {
  it('gives what came in one turn as one piece', async () => {
    const source = new Source()
    const iterator = bodyOf(source)[Symbol.asyncIterator]()
    const first = iterator.next()
    source.emit('data', Buffer.from('a'))
    source.emit('data', Buffer.from('b'))
    expect(String((await first).value)).to.equal('ab')
    source.emit('data', Buffer.from('c'))
    source.emit('end')
    expect(String((await iterator.next()).value)).to.equal('c')
    expect((await iterator.next()).done).to.equal(true)
  })
  it('passes a piece on without a copy', async () => {
    const source = new Source()
    const piece = Buffer.from('piece')
    const body = bodyOf(source)
    source.emit('data', piece)
    source.emit('end')
    expect(await body.bytes()).to.equal(piece)
  })
  it('holds its source back past 64 KB and lets it go on when they are read', async () => {
    const source = new Source()
    const iterator = bodyOf(source)[Symbol.asyncIterator]()
    source.emit('data', Buffer.alloc(60_000))
    expect(source.calls).to.deep.equal([])
    source.emit('data', Buffer.alloc(60_000))
    source.emit('data', Buffer.alloc(60_000))
    expect(source.calls).to.deep.equal(['pause'])
    expect((await iterator.next()).value).to.have.length(180_000)
    expect(source.calls).to.deep.equal(['pause', 'resume'])
  })
  it('gives what had come before a failure, and then the failure', async () => {
    const source = new Source()
    const iterator = bodyOf(source)[Symbol.asyncIterator]()
    source.emit('data', Buffer.from('a'))
    source.emit('error', new Error('broken'))
    source.emit('close')
    expect(String((await iterator.next()).value)).to.equal('a')
    expect((await failureOf(iterator.next())).message).to.equal('broken')
  })
  it('takes a close without an end for a failure', async () => {
    const source = new Source()
    const body = bodyOf(source)
    source.emit('close')
    expect((await failureOf(body.text())).message).to.equal('closed before its end')
  })
  it('lets go of its source at the end, and where its reader stops', async () => {
    const ended = new Source()
    const whole = bodyOf(ended).text()
    ended.emit('end')
    await whole
    expect(ended.calls).to.include('destroy')
    const left = new Source()
    const body = bodyOf(left)
    left.emit('data', Buffer.from('a'))
    for await (const _ of body) break
    expect(left.calls).to.deep.equal(['destroy'])
  })
  it('counts silence only while somebody waits', async () => {
    const source = new Source()
    const iterator = bodyOf(source, 40)[Symbol.asyncIterator]()
    source.emit('data', Buffer.from('a'))
    await iterator.next()
    await sleep(100)
    expect(source.calls).to.deep.equal([])
    expect((await failureOf(iterator.next())).message).to.equal('idle')
  })
  it('stops at the limit of what is wanted whole', async () => {
    const source = new Source()
    const body = bodyOf(source)
    source.emit('data', Buffer.alloc(11))
    const error = await failureOf(body.bytes(10))
    expect(error.message).to.equal('llm.example sent more than 10 bytes.')
    expect(source.calls).to.include('destroy')
  })
})
