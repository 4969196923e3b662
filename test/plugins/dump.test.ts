import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { OverloadedError, type Plugin } from 'claudecodex'
import { abortEverywhere, message, request, runPlugin } from 'claudecodex/testing'
import dump from '../../plugins/dump.ts'

describe('plugin dump', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudecodex-dump-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const read = (name: string): string => {
    const [exchange = ''] = readdirSync(folder)
    return readFileSync(join(folder, exchange, name), 'utf8')
  }
  const files = (): readonly string[] => readdirSync(join(folder, readdirSync(folder)[0] ?? '')).sort()

  it('stands outermost, on the exchanges of children too', () =>
    expect(dump()).to.deep.include({ name: 'dump', order: 'first', children: true }))

  it('writes request, send, events and answer of an exchange, and says where', async () => {
    const run = await runPlugin(dump({ folder }), { request: request('Hello', { model: 'large' }) })
    expect(run.reports).to.deep.equal([])
    expect(run.log).to.deep.equal([
      `warn: [dump] every request and answer is written to ${folder}, readable as it is: take it out when you are done`,
    ])
    expect(files()).to.deep.equal([
      'answer.json',
      'attempt-1.json',
      'events.jsonl',
      'exchange.json',
      'request.json',
    ])
    expect(JSON.parse(read('request.json'))).to.deep.equal(run.exchange.original)
    expect(JSON.parse(read('answer.json'))).to.deep.equal(run.message)
    expect(JSON.parse(read('attempt-1.json')).request.body).to.include({ model: 'large' })
    const events = read('events.jsonl').trim().split('\n')
    expect(events.map(line => JSON.parse(line).event)).to.deep.equal(run.events)
    expect(JSON.parse(read('exchange.json'))).to.deep.include({ id: run.exchange.id, outcome: 'answered' })
  })
  it('writes no more than the record holds where a plugin redacts', async () => {
    const redacting: Plugin = {
      name: 'redacting',
      apiVersion: 1,
      beforeRecord: record => ({ ...record, request: request('***'), message: message('***') }),
    }
    await runPlugin(dump({ folder }), { request: 'a secret', upstream: 'the secret', plugins: [redacting] })
    expect(files()).to.deep.equal(['answer.json', 'attempt-1.json', 'exchange.json', 'request.json'])
    for (const name of files()) expect(read(name), name).not.to.contain('secret')
    expect(JSON.parse(read('exchange.json')).content).to.equal('as plugins have left it')
  })
  it('writes names and numbers only where a plugin withholds, by will or by fault', async () => {
    const faulty = () => {
      throw new Error('broken')
    }
    for (const beforeRecord of [() => null, faulty]) {
      await runPlugin(dump({ folder }), {
        request: 'a secret',
        upstream: 'the secret',
        plugins: [{ name: 'withholding', apiVersion: 1, beforeRecord }],
      })
      expect(files()).to.deep.equal(['attempt-1.json', 'exchange.json'])
      for (const name of files()) expect(read(name), name).not.to.contain('secret')
      rmSync(folder, { recursive: true })
    }
  })
  it('writes failures and counts too', async () => {
    await runPlugin(dump({ folder }), { upstream: new OverloadedError('busy') })
    expect(JSON.parse(read('exchange.json'))).to.deep.include({
      outcome: 'failed',
      error: { type: 'overloaded_error', message: 'busy', status: 529 },
    })
    rmSync(folder, { recursive: true })
    await runPlugin(dump({ folder }), { kind: 'count_tokens' })
    expect(JSON.parse(read('exchange.json'))).to.include({ kind: 'count_tokens' })
  })
  it('keeps the latest exchanges', async () => {
    for (let index = 0; index < 4; index++) await runPlugin(dump({ folder, exchanges: 2 }))
    expect(readdirSync(folder)).to.have.length(2)
  })
  it('stops the start where it has nowhere to write', async () => {
    const failure = await runPlugin(dump()).catch(thrown => thrown)
    expect(failure.message).to.contain('nothing says where to write: set its option `folder`')
  })
  it('ends with every exchange, wherever the client leaves', async () => {
    const runs = await abortEverywhere(() => dump({ folder }))
    expect(readdirSync(folder)).to.have.length(runs.length + 1)
  })
})
