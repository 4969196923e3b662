import { expect } from 'chai'
import fc from 'fast-check'
import { isStream, streamed } from '../../../src/backends/anthropic/events.ts'
import type { WireAnswer } from '../../../src/wire/http.ts'
import { failureOf } from '../../support/failure.ts'
import { textFrames } from '../../support/strict/anthropic-answers.ts'
import { wireBody } from '../../support/wire-body.ts'

function answerOf(reads: readonly Buffer[], headers: Readonly<Record<string, string>> = {}): WireAnswer {
  async function* pieces() {
    yield* reads
  }
  return { status: 200, headers, body: wireBody(pieces()) }
}

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const borders = [0, ...[...places].sort((one, other) => one - other), bytes.length]
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end))
}

describe('a stream of Anthropic’s', () => {
  it('is one by its content type', () => {
    expect(isStream(answerOf([], { 'content-type': 'text/event-stream; charset=utf-8' }))).to.equal(true)
    expect(isStream(answerOf([], { 'content-type': 'application/json' }))).to.equal(false)
    expect(isStream(answerOf([]))).to.equal(false)
  })

  for (const [name, end] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ] as const) {
    const bytes = Buffer.from(textFrames('grün 😀').join('').replaceAll('\n', end))

    it(`keeps its bytes however it is cut, with ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async places => {
          const frames: Buffer[] = []
          for await (const batch of streamed(answerOf(cut(bytes, places)), 'host')) frames.push(batch.frames)
          expect(Buffer.concat(frames).equals(bytes)).to.equal(true)
        }),
      )
    })
    it(`ends in complete frames and an error wherever it ends too early, with ${name}`, async () => {
      const whole = bytes.toString()
      const least = whole.indexOf('event: message_stop')
      await fc.assert(
        fc.asyncProperty(fc.nat(least), fc.nat(least), async (length, place) => {
          let text = ''
          const reads = cut(bytes.subarray(0, length), [Math.min(place, length)])
          const error = await failureOf(
            (async () => {
              for await (const batch of streamed(answerOf(reads), 'host')) text += batch.frames
            })(),
          )
          expect(error).to.include({ type: 'overloaded_error' })
          // A lone CR ends a line too: the cut may fall into the last pair.
          expect(text).to.match(/^$|\n\r?\n$|\n\r$/)
          expect(whole.startsWith(text.trimEnd())).to.equal(true)
        }),
      )
    })
  }

  it('may end with an error that lacks its blank line', async () => {
    const reads = [
      Buffer.from('event: error\ndata: {"type":"error","error":{"type":"api_error","message":"why"}}'),
    ]
    const error = await failureOf(
      (async () => {
        for await (const _ of streamed(answerOf(reads), 'host'));
      })(),
    )
    expect(error).to.include({ type: 'api_error', message: 'why' })
  })
  it('is closed where its reader stops', async () => {
    let isClosed = false
    async function* endless() {
      try {
        for (;;) yield Buffer.from('event: ping\ndata: {"type":"ping"}\n\n')
      } finally {
        isClosed = true
      }
    }
    for await (const _ of streamed({ ...answerOf([]), body: wireBody(endless()) }, 'host')) {
      break
    }
    expect(isClosed).to.equal(true)
  })
})
