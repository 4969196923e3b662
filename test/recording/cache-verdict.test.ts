import { expect } from 'chai'
import { emptyUsage } from '../../src/anthropic/message.ts'
import { type CacheEvidence, cacheVerdict, type PromptPart } from '../../src/recording/cache-verdict.ts'

/** `t0 s0* m0*`: contents of tools, system and messages; a star is a mark, two of them one for an hour. */
function partsOf(text: string): readonly PromptPart[] {
  const counts = { t: 0, s: 0, m: 0 }
  const folders = { t: 'tools', s: 'system', m: 'messages' } as const
  return text.split(' ').map(word => {
    const kind = word.charAt(0) as keyof typeof counts
    const content = word.replaceAll('*', '')
    const mark = word.endsWith('**') ? '1h' : word.endsWith('*') ? '5m' : undefined
    return { pointer: `/${folders[kind]}/${counts[kind]++}`, content, ...(mark && { mark }) }
  })
}

interface Turn extends Partial<Omit<CacheEvidence, 'parts' | 'usage'>> {
  readonly read?: number
  readonly written?: number
  readonly long?: number
}

const turn = (parts: string, { read = 0, written = 0, long, ...rest }: Turn = {}): CacheEvidence => ({
  id: 'now',
  model: 'm',
  time: 60_000,
  parameters: '',
  ...rest,
  parts: partsOf(parts),
  usage: {
    ...emptyUsage,
    input_tokens: 10,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    ...(long !== undefined && { cache_creation: { ephemeral_1h_input_tokens: long } }),
  },
})

const turnBefore = (parts: string, rest: Turn = {}): CacheEvidence =>
  turn(parts, { id: 'before', time: 0, read: 20_000, written: 10_000, ...rest })

const prompt = 't0 s0 s1* m0*'

describe('the verdict on a prompt cache', () => {
  it('is none where no cache is in play', () => {
    expect(cacheVerdict(turn('t0 m0'), undefined)).to.equal(undefined)
    expect(cacheVerdict(turn('t0 m0'), turnBefore('t0 m0', { read: 0, written: 0 }))).to.equal(undefined)
  })
  it('is a hit where all was read that the turn before had left', () => {
    expect(cacheVerdict(turn(prompt, { read: 29_500 }), turnBefore(prompt))).to.deep.equal({
      cause: 'hit',
      sure: true,
      previous: 'before',
    })
    expect(cacheVerdict(turn(prompt, { read: 5 }), undefined)).to.deep.equal({ cause: 'hit', sure: false })
  })
  it('is initial where nothing came before, and sure of it only when the start was seen', () => {
    const first = turn(prompt, { written: 5_000 })
    expect(cacheVerdict(first, undefined)).to.deep.equal({ cause: 'initial', sure: false })
    expect(cacheVerdict(first, undefined, { isFirst: true })).to.deep.equal({ cause: 'initial', sure: true })
  })
  it('names place and tokens of a miss in the middle', () => {
    const now = turn('t0 s0 s1* m0 mX m2*', { read: 18_000, written: 14_000 })
    expect(cacheVerdict(now, turnBefore('t0 s0 s1* m0 m1*'))).to.deep.equal({
      cause: 'partial',
      sure: true,
      previous: 'before',
      at: '/messages/1',
      lost: 12_000,
    })
  })
  it('says of a miss in the middle no more than the numbers, where nothing differs or another model answered', () => {
    const told = { cause: 'partial', sure: false, previous: 'before', lost: 12_000 }
    expect(cacheVerdict(turn(`${prompt} m1*`, { read: 18_000 }), turnBefore(prompt))).to.deep.equal(told)
    const other = turn('t0 s0 sX* m0*', { read: 18_000, model: 'n' })
    expect(cacheVerdict(other, turnBefore(prompt))).to.deep.equal(told)
  })
  it('is expired after the longest lifetime that was asked for, before anything else is looked at', () => {
    const late = { time: 301_000, written: 9_000 }
    expect(cacheVerdict(turn(prompt, late), turnBefore(prompt))).to.deep.equal({
      cause: 'expired',
      sure: true,
      previous: 'before',
      lost: 30_000,
    })
    const changed = cacheVerdict(turn('tX s0 s1* m0*', late), turnBefore(prompt))
    expect(changed).to.include({ cause: 'expired', sure: false })
    const long = turnBefore('t0 s0 s1** m0*')
    expect(cacheVerdict(turn('t0 s0 s1** m0*', late), long)?.cause).to.equal('unknown')
    expect(cacheVerdict(turn(prompt, late), turnBefore(prompt, { long: 10 }))?.cause).to.equal('unknown')
    const later = { ...late, time: 3_601_000 }
    expect(cacheVerdict(turn('t0 s0 s1** m0*', later), long)?.cause).to.equal('expired')
  })
  it('names the first of model, tools, system and messages that differs', () => {
    const miss = (parts: string, rest: Turn = {}, earlier = 't0 s0 s1 m0*') =>
      cacheVerdict(turn(parts, { written: 30_000, ...rest }), turnBefore(earlier))
    expect(miss('tX s0 s1 m0*', { model: 'n' })).to.include({ cause: 'model', sure: true })
    expect(miss('tX sX s1 m0*')).to.include({ cause: 'tools', at: '/tools/0', sure: true })
    expect(miss('t0 t1 s0 s1 m0*')).to.include({ cause: 'tools', at: '/tools/1' })
    expect(miss('s0 s1 m0*')).to.include({ cause: 'tools', at: '/tools/0' })
    expect(miss('t0 s0 sX mX*')).to.include({ cause: 'system', at: '/system/1' })
    expect(miss('t0 s0 s1 mX m1*')).to.include({ cause: 'messages', at: '/messages/0' })
  })
  it('claims nothing that an earlier checkpoint contradicts', () => {
    const now = turn('t0 s0 s1* mX*', { written: 30_000 })
    expect(cacheVerdict(now, turnBefore(prompt))).to.deep.equal({
      cause: 'unknown',
      sure: false,
      previous: 'before',
      lost: 30_000,
    })
  })
  it('looks only at what both have asked to cache', () => {
    const now = turn('t0 s0 s1* mX', { written: 30_000 })
    expect(cacheVerdict(now, turnBefore('t0 s0 s1 m0*'))?.cause).to.equal('unknown')
  })
  it('names parameters last, and is unsure where other caches should have lived on', () => {
    const miss = (parts: string) =>
      cacheVerdict(turn(parts, { written: 30_000, parameters: 'x' }), turnBefore(parts))
    expect(miss('t0 s0 m0*')).to.include({ cause: 'parameters', sure: true })
    expect(miss(prompt)).to.include({ cause: 'parameters', sure: false })
  })
  it('is unknown where nothing differs, or the turn before took no part', () => {
    expect(cacheVerdict(turn(prompt, { written: 9_000 }), turnBefore(prompt))?.cause).to.equal('unknown')
    const idle = turnBefore('t0 m0', { read: 0, written: 0 })
    expect(cacheVerdict(turn(prompt, { written: 9_000 }), idle)).to.deep.equal({
      cause: 'unknown',
      sure: false,
      previous: 'before',
    })
  })
})
