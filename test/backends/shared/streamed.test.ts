import { expect } from 'chai'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import type { AnswerReader } from '../../../src/backends/shared/answer-reader.ts'
import { Streamed } from '../../../src/backends/shared/streamed.ts'
import { flowOf } from '../../../src/core/flow.ts'
import { SseReader } from '../../../src/wire/sse.ts'
import { wireBody } from '../../support/wire-body.ts'

const delta = (text: string): StreamEvent => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
})

/** Says each chunk's `t`, is finished by `end`, and fails at `fail`. */
class Reader implements AnswerReader {
  readonly isStopped = false
  isFinished = false
  read(chunk: { readonly t?: string; readonly end?: boolean; readonly fail?: boolean }): StreamEvent[] {
    if (chunk.fail) throw new Error('failed')
    this.isFinished ||= chunk.end === true
    return chunk.t === undefined ? [] : [delta(chunk.t)]
  }
  finish(isComplete: boolean): StreamEvent[] {
    return [delta(isComplete ? 'complete' : 'ended')]
  }
}

async function* reads(...texts: readonly (string | Error)[]): AsyncGenerator<Buffer> {
  for (const text of texts) {
    if (typeof text !== 'string') throw text
    yield Buffer.from(text)
  }
}

async function said(texts: readonly (string | Error)[], patience = { usage: 3_000, end: 500 }) {
  const destroyed: string[] = []
  const ended: string[] = []
  const body = wireBody(reads(...texts), () => void destroyed.push('yes'))
  const stream = new Streamed({
    body,
    reads: flowOf<Buffer>(body),
    cutter: new SseReader(),
    reader: new Reader(),
    context: { backend: 'work', model: 'm', warn: () => {}, ended: () => void ended.push('yes') },
    patience,
  })
  const heard: string[] = []
  let failure: unknown
  try {
    for await (const { events } of stream) {
      for (const event of events) heard.push(String((event as { delta?: { text?: string } }).delta?.text))
    }
  } catch (thrown) {
    failure = thrown
  }
  return { heard, failure, ended, destroyed }
}

const frame = (value: object): string => `data: ${JSON.stringify(value)}\n\n`

describe('an answer while it streams', () => {
  it('says with each read what that brings, ends complete behind [DONE], and tells so', async () => {
    const { heard, ended, destroyed } = await said([frame({ t: 'a' }), frame({ t: 'b' }), 'data: [DONE]\n\n'])
    expect(heard).to.deep.equal(['a', 'b', 'complete'])
    expect(ended).to.deep.equal(['yes'])
    expect(destroyed).to.deep.equal([])
  })

  it('says what came before a failure in the same read, tells of no end, and lets the connection go', async () => {
    const { heard, failure, ended, destroyed } = await said([frame({ t: 'a' }) + frame({ fail: true })])
    expect(heard).to.deep.equal(['a'])
    expect(failure).to.have.property('message', 'failed')
    expect(ended).to.deep.equal([])
    expect(destroyed).to.deep.equal(['yes'])
  })

  it('is over where it breaks behind its reason to stop, and broken where it breaks before', async () => {
    const broken = new Error('reset')
    expect((await said([frame({ t: 'a', end: true }), broken])).heard).to.deep.equal(['a', 'ended'])
    expect((await said([frame({ t: 'a' }), broken])).failure).to.equal(broken)
  })
})
